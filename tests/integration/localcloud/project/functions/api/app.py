"""Shows the event it is called with."""

from chalice import Chalice, CognitoUserPoolAuthorizer, Response

app = Chalice(app_name="small")
app.debug = False
authorizer = CognitoUserPoolAuthorizer("pool", provider_arns=["arn:aws:cognito-idp:::userpool/x"])


@app.route("/v1/health")
def health():
    return {"status": "ok"}


@app.route("/v1/things/{thing_id}", methods=["GET", "POST"], authorizer=authorizer)
def thing(thing_id):
    request = app.current_request.to_dict()
    request["raw_body"] = app.current_request.raw_body.decode()
    request["thing_id"] = thing_id
    return request


@app.route("/v1/things/special", authorizer=authorizer)
def special():
    return {"special": True}


@app.route("/v1/file")
def file():
    return Response(b"\x00\x01", headers={"Content-Type": "application/octet-stream"})


@app.route("/v1/huge")
def huge():
    return {"text": "x" * 7_000_000}
