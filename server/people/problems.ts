// What can go wrong while signing in, in Bahasa Indonesia and English: each detail says what to do next.
import { defineProblems, type Text } from '../kernel/problem.ts';

const signInAgain: Text = { id: 'Masuk kembali.', en: 'Sign in again.' };

export const peopleProblems = defineProblems({
  invalid_credentials: {
    status: 401,
    title: { id: 'Nama pengguna atau kata sandi salah', en: 'Wrong username or password' },
    detail: {
      id: 'Periksa nama pengguna dan kata sandi, lalu coba lagi. Bila lupa, hubungi pengelola program di atas Anda.',
      en: 'Check the username and the password and try again. If you forgot them, ask the officer above you.',
    },
  },
  account_locked: {
    status: 403,
    title: { id: 'Akun dikunci', en: 'Account locked' },
    detail: {
      id: 'Akun ini dikunci. Hubungi pengelola program di atas Anda untuk membukanya.',
      en: 'This account is locked. Ask the officer above you to unlock it.',
    },
  },
  demo_refused: {
    status: 403,
    title: { id: 'Akun demo ditolak', en: 'Demo account refused' },
    detail: {
      id: 'Akun demo dengan kata sandi yang diketahui umum tidak berlaku di lingkungan produksi. Pakai akun Anda sendiri.',
      en: 'Demo accounts, whose password everybody knows, do not work in production. Use your own account.',
    },
  },
  too_many_attempts: {
    status: 429,
    title: { id: 'Terlalu banyak percobaan', en: 'Too many attempts' },
    detail: {
      id: 'Terlalu banyak percobaan masuk. Tunggu {seconds} detik, lalu coba lagi.',
      en: 'Too many attempts to sign in. Wait {seconds} seconds, then try again.',
    },
  },
  token_invalid: {
    status: 401,
    title: { id: 'Token tidak sah', en: 'Invalid token' },
    detail: {
      id: 'Token akses ini bukan dari layanan ini atau rusak. Masuk kembali.',
      en: 'This access token is not from this service, or it is damaged. Sign in again.',
    },
  },
  token_expired: {
    status: 401,
    title: { id: 'Token kedaluwarsa', en: 'Token expired' },
    detail: {
      id: 'Token akses sudah kedaluwarsa. Minta yang baru dengan token penyegar, atau masuk kembali.',
      en: 'The access token has expired. Get a new one with the refresh token, or sign in again.',
    },
  },
  token_revoked: {
    status: 401,
    title: { id: 'Sesi sudah diakhiri', en: 'Sign-in ended' },
    detail: {
      id: 'Sesi token ini sudah diakhiri. Masuk kembali.',
      en: 'The sign-in of this token was ended. Sign in again.',
    },
  },
  refresh_token_invalid: {
    status: 401,
    title: { id: 'Token penyegar tidak sah', en: 'Invalid refresh token' },
    detail: signInAgain,
  },
  refresh_token_expired: {
    status: 401,
    title: { id: 'Token penyegar kedaluwarsa', en: 'Refresh token expired' },
    detail: signInAgain,
  },
  refresh_token_reused: {
    status: 401,
    title: { id: 'Token penyegar dipakai dua kali', en: 'Refresh token used twice' },
    detail: {
      id: 'Token penyegar ini sudah pernah dipakai, jadi mungkin dicuri. Sesi diakhiri demi keamanan; masuk kembali.',
      en: 'This refresh token was used before, so it may be stolen. The sign-in was ended for safety; sign in again.',
    },
  },
  invalid_client: {
    status: 401,
    title: { id: 'Klien API tidak dikenal', en: 'Unknown API client' },
    detail: {
      id: 'Periksa client_id dan client_secret. Rahasia baru diberikan oleh Kementerian Kesehatan.',
      en: 'Check client_id and client_secret. The Ministry of Health hands out new secrets.',
    },
  },
  invalid_request: {
    status: 400,
    title: { id: 'Permintaan token tidak lengkap', en: 'Incomplete token request' },
    detail: {
      id: 'Kirim grant_type, client_id dan client_secret (yang dua terakhir boleh lewat HTTP Basic), masing-masing sekali.',
      en: 'Send grant_type, client_id and client_secret (the last two may come as HTTP Basic), each once.',
    },
  },
  unsupported_grant_type: {
    status: 400,
    title: { id: 'Jenis grant tidak didukung', en: 'Unsupported grant type' },
    detail: { id: 'Pakai grant_type client_credentials.', en: 'Use the grant_type client_credentials.' },
  },
  invalid_scope: {
    status: 400,
    title: { id: 'Lingkup tidak diizinkan', en: 'Scope not permitted' },
    detail: {
      id: 'Klien ini hanya boleh meminta: {allowed}.',
      en: 'This client may only ask for: {allowed}.',
    },
  },
  pairing_invalid: {
    status: 422,
    title: { id: 'Kode pemasangan tidak berlaku', en: 'Pairing code not valid' },
    detail: {
      id: 'Kode ini salah, sudah dipakai atau sudah lewat waktunya. Minta kode baru di layar Perangkat.',
      en: 'This code is wrong, was used, or its time is over. Ask for a new one on the screen Devices.',
    },
  },
  device_token_invalid: {
    status: 401,
    title: { id: 'Token perangkat tidak sah', en: 'Invalid device token' },
    detail: {
      id: 'Token ini bukan token perangkat dari layanan ini. Pasangkan ponsel lagi.',
      en: 'This is no device token of this service. Pair the phone again.',
    },
  },
  device_revoked: {
    status: 401,
    title: { id: 'Perangkat dicabut', en: 'Device revoked' },
    detail: {
      id: 'Akses ponsel ini sudah dicabut. Antreannya tetap ada; pasangkan lagi untuk mengirimnya.',
      en: 'The access of this phone was revoked. Its queue is kept; pair it again to send it.',
    },
  },
  device_account_locked: {
    status: 401,
    title: { id: 'Akun dikunci', en: 'Account locked' },
    detail: {
      id: 'Akun pemilik ponsel ini dikunci. Hubungi pengelola program di atas Anda.',
      en: 'The account of this phone is locked. Ask the officer above you.',
    },
  },
  device_moved: {
    status: 401,
    title: { id: 'Pemilik ponsel sudah pindah', en: 'The person has moved' },
    detail: {
      id: 'Anda kini bertugas di tempat lain. Pasangkan ponsel lagi; catatan lama dikirim dari tempat asalnya.',
      en: 'You now belong to another place. Pair the phone again; what was noted before is sent from where it happened.',
    },
  },
  device_already_revoked: {
    status: 409,
    title: { id: 'Perangkat sudah dicabut', en: 'Device already revoked' },
  },
  wrong_password: {
    status: 422,
    title: { id: 'Kata sandi lama salah', en: 'Wrong current password' },
    detail: { id: 'Ketik kata sandi Anda yang sekarang.', en: 'Type your present password.' },
  },
  weak_password: {
    status: 422,
    title: { id: 'Kata sandi terlalu lemah', en: 'Password too weak' },
    detail: {
      id: 'Pakai paling sedikit {minimum} karakter, bukan nama pengguna Anda dan bukan kata sandi lama.',
      en: 'Use at least {minimum} characters, neither your username nor the old password.',
    },
  },
});
