ARG BASE=docker.io/library/python:3.13-slim
FROM ${BASE} AS build
WORKDIR /src
RUN python -m venv /opt/hush
COPY requirements/run.lock requirements/run.lock
RUN /opt/hush/bin/pip install --no-cache-dir --require-hashes -r requirements/run.lock
COPY . .
RUN /opt/hush/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM ${BASE}
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin hush \
    && install -d -m 0700 -o hush -g hush /data
COPY --from=build /opt/hush /opt/hush
# a published port reaches only what listens beyond loopback, so this is said here and nowhere else
ENV HUSH_DATA=/data HUSH_HTTP=0.0.0.0:8080 PYTHONUNBUFFERED=1 PATH=/opt/hush/bin:$PATH
USER hush
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["hush", "run"]
