// The reader's own choices, found on every screen: language, and light or dark.
import {
  ActionIcon,
  SegmentedControl,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { currentLanguage, languages, setLanguage, type Language } from './i18n/i18n.ts';
import classes from './preferences.module.css';
import { useT } from './speech.tsx';

export function LanguageSwitch({ full = false }: { full?: boolean }) {
  const t = useT();
  return (
    <SegmentedControl
      size="xs"
      fullWidth={full}
      aria-label={t('language.label')}
      value={currentLanguage()}
      onChange={(language) => void setLanguage(language as Language)}
      data={languages.map((language) => ({
        value: language,
        label: full ? (
          t(`language.${language}`)
        ) : (
          <abbr className={classes.language} title={t(`language.${language}`)}>
            {language.toUpperCase()}
          </abbr>
        ),
      }))}
    />
  );
}

export function SchemeSwitch() {
  const t = useT();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const label = dark ? t('scheme.toLight') : t('scheme.toDark');
  const Icon = dark ? IconSun : IconMoon;
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        onClick={() => setColorScheme(dark ? 'light' : 'dark')}
      >
        <Icon size={19} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
