# The program with every optional package, as a user without rights.
FROM python:3.11-slim AS built
RUN pip install --no-cache-dir uv
WORKDIR /opt/clusterwire
COPY . .
RUN uv sync --locked --no-dev --all-extras --compile-bytecode

FROM python:3.11-slim
RUN useradd --uid 10001 --user-group --no-create-home clusterwire \
 && install -d -o clusterwire -g clusterwire /var/lib/clusterwire /var/lib/prefect
COPY --from=built /opt/clusterwire /opt/clusterwire
ENV PATH=/opt/clusterwire/.venv/bin:$PATH PYTHONUNBUFFERED=1
WORKDIR /opt/clusterwire
USER clusterwire
CMD ["clusterwire", "--help"]
