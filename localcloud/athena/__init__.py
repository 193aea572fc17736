"""Athena that executes: DuckDB over the Parquet in the local S3, tables from the local Glue."""
