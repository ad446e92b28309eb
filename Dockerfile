# The overhaul command with its bubblewrap sandbox. Any base with a Python of 3.11 or newer that
# can make environments will do (BASE=...); this one brings the Python 3.12 that jobs aim at.
# A Python 2.7 for baselines is not in it: mount one, see docker-compose.yml.
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS build
RUN python3 -m venv /opt/build && python3 -m venv /opt/overhaul
WORKDIR /src
COPY requirements/build.txt requirements/run.txt requirements/
RUN /opt/build/bin/pip install --no-cache-dir --quiet --require-hashes -r requirements/build.txt \
 && /opt/overhaul/bin/pip install --no-cache-dir --quiet --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY overhaul overhaul
COPY agents agents
COPY tools tools
COPY serving serving
COPY workflows workflows
RUN /opt/build/bin/python -m hatchling build -t wheel -d /tmp/dist \
 && /opt/overhaul/bin/pip install --no-cache-dir --quiet --no-deps --no-index /tmp/dist/*.whl

FROM ${BASE}
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends bubblewrap git \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 overhaul \
 && install -d -o overhaul -g overhaul /state /out
COPY --from=build /opt/overhaul /opt/overhaul
ENV PATH=/opt/overhaul/bin:$PATH \
    LANG=C.UTF-8 \
    OVERHAUL_STATE_DIR=/state \
    OVERHAUL_CACHE_DIR=/state/cache
USER overhaul
WORKDIR /out
VOLUME /state
ENTRYPOINT ["overhaul"]
CMD ["--help"]
