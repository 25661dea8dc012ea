# The portal: one image for web, worker, beat and migrate (docker-compose.yml says which is which).

FROM node:24.21.0-bookworm-slim AS assets
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY iza_portal/assets iza_portal/assets
COPY iza_portal/texts/schema.json iza_portal/texts/
COPY static static
RUN npm run build

FROM python:3.13.16-slim-bookworm AS packages
COPY requirements.lock .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.13.16-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0700 /dossiers
WORKDIR /portal
COPY --from=packages /venv /venv
COPY . .
COPY --from=assets /portal/static/build static/build
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=iza_portal.settings
# Only to collect the static files: these settings are gone afterwards and reach nothing.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" PORTAL_URL=https://build.invalid \
    DATABASE_HOST=build.invalid REDIS_URL=redis://build.invalid EMAIL_HOST=build.invalid DOSSIER_DIR=/dossiers \
    python manage.py collectstatic --no-input \
    && python -m compileall -q .
USER portal
EXPOSE 8000
CMD ["gunicorn", "iza_portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
