"""An object storage for tests: moto's S3 over HTTP, with the bucket `lake` in it."""

import time

import boto3
import moto.server

server = moto.server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
address = f"http://127.0.0.1:{port}"
words = {"aws_access_key_id": "bench", "aws_secret_access_key": "bench-secret", "region_name": "us-east-1"}
boto3.client("s3", endpoint_url=address, **words).create_bucket(Bucket="lake")
print(f"listening on {address}", flush=True)
while True:
    time.sleep(3600)
