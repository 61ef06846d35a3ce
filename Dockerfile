# The service with its built pages. It expects DATABASE_URL, TOKEN_KEYS and REGISTRANT_KEY; see .env.example.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --include=dev
COPY tsconfig.json ./
COPY web ./web
COPY server ./server
COPY mobile-api ./mobile-api
COPY migrations ./migrations
RUN npm run build && npm prune --omit=dev

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json NOTICE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY server ./server
COPY mobile-api ./mobile-api
COPY migrations ./migrations
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=3s --start-period=40s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1, so that SIGTERM reaches it and the stop is graceful. Give it 30 seconds.
CMD ["node", "--max-semi-space-size=32", "--import", "tsx", "server/main.ts"]
