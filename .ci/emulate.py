"""Creates template.yaml on an emulator of AWS (moto, in server mode) and compares what that made of it with what the local host made.

    python .ci/emulate.py [local/target/wiring.json]

The file is written by WiringIT, from the queues and tables that a running host has, its routes, mappings and schedules, and the calls that its
functions made. Needs `pip install 'moto[server]' aws-sam-translator boto3 awscli`. Ends with 1 and a line for each difference. Then it runs the
commands of the how-tos that need an account, against the emulator, and breaks the template on purpose, once in each way of BROKEN; it ends with 1
if a command fails or a break is not noticed.
"""

import ast
import contextlib
import copy
import fnmatch
import json
import logging
import os
import re
import subprocess
import sys
import warnings

os.environ.update(AWS_ACCESS_KEY_ID="emulated", AWS_SECRET_ACCESS_KEY="emulated", AWS_DEFAULT_REGION="us-east-1")
for noise in ("werkzeug", "samtranslator", "botocore"):
    logging.getLogger(noise).setLevel(logging.CRITICAL)
logging.disable(logging.WARNING)
warnings.simplefilter("ignore")

import boto3  # noqa: E402
from moto.cloudformation.parsing import get_model_map  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402
from samtranslator.parser.parser import Parser  # noqa: E402
from samtranslator.translator.translator import Translator  # noqa: E402
from samtranslator.yaml_helper import yaml_parse  # noqa: E402

PARAMETERS = {"RegionName": "us-east-1"}  # so that all functions are there
STACK = "usher"

# What roles allow although the flows of WiringIT don't come to it.
SELDOM = {
    ("Delivery", "sqs:SendMessage", "NormalQueue"): "a retry takes the queue of its event's priority",
    ("Delivery", "sqs:SendMessage", "LowQueue"): "a retry takes the queue of its event's priority",
    ("Delivery", "sqs:SendMessage", "AsideQueue"): "only for destinations that were slow",
    ("Delivery", "sqs:ChangeMessageVisibility", "*"): "only for messages that failed",
    ("DlqReplay", "sqs:ChangeMessageVisibility", "*"): "only for messages that failed",
    ("DlqReplay", "sqs:SendMessage", "*"): "a replay takes the queue of its event's priority; unreadable slices are dead letters",
    ("Sweeper", "sqs:*", "*"): "what it queues depends on what was lost or held",
    ("WebhookIntake", "sqs:SendMessage", "*"): "each event has one priority",
    ("Admin", "sqs:SendMessage", "*"): "a replay takes the queue of its event's priority",
    ("Gateway", "dynamodb:*", "Log"): "breakers that change, calls that wait, incidents",
    ("Gateway", "sqs:SendMessage", "*"): "calls that wait, and alerts",
    ("RateLimitCheck", "dynamodb:*", "Log"): "incidents of abuse",
    ("RateLimitCheck", "sqs:SendMessage", "*"): "alerts of abuse",
    ("HealthProbe", "sqs:SendMessage", "*"): "only when somebody is told",
    ("WebhookIntake", "dynamodb:*", "Log"): "later parts of large bodies, refused webhooks, events that wait",
    ("Delivery", "dynamodb:*", "Log"): "a board that changes, events that were stored in parts",
}


def transform(template):
    """As CloudFormation's transform does, by the same library, with one object in place of every jar."""
    template = copy.deepcopy(template)
    for resource in template["Resources"].values():
        if "CodeUri" in resource.get("Properties", {}):
            resource["Properties"]["CodeUri"] = {"Bucket": "code", "Key": "code.zip"}
    session = boto3.session.Session(region_name="us-east-1")
    with open(os.devnull, "w") as silence, contextlib.redirect_stdout(silence):
        return Translator({}, Parser(), boto_session=session).translate(template, dict(PARAMETERS))


def creatable(template):
    """The part that the emulator's CloudFormation knows, and how many resources of which type it does not."""
    kept, left = {}, {}
    for name, resource in template["Resources"].items():
        if resource["Type"] in get_model_map() and resource["Type"].split("::")[1] not in ("CloudWatch", "EC2", "ElastiCache", "SNS"):
            kept[name] = resource
        else:
            left.setdefault(resource["Type"], []).append(name)
    gone = {name for names in left.values() for name in names}

    def resolve(node):
        if isinstance(node, list):
            return [resolve(one) for one in node]
        if not isinstance(node, dict):
            return node
        name = node.get("Ref") or (node.get("Fn::GetAtt") or [None])[0]
        if name in gone:
            if template["Resources"][name]["Type"] == "AWS::Lambda::Alias":
                return template["Resources"][name]["Properties"]["FunctionName"]
            return "not-created-" + name
        if "Fn::If" in node and isinstance(node["Fn::If"], list) and node["Fn::If"][0] in ("MakesRedis", "InVpc"):
            return resolve(node["Fn::If"][2])  # the network is not created
        return {key: resolve(value) for key, value in node.items()}

    part = {key: value for key, value in template.items() if key in ("AWSTemplateFormatVersion", "Parameters", "Conditions")}
    part["Resources"] = {}
    for name, resource in kept.items():
        resource = resolve(resource)
        resource.pop("Metadata", None)
        resource.pop("DependsOn", None)
        part["Resources"][name] = resource
    return part, {kind: len(names) for kind, names in left.items()}


class Emulated:
    """A stack on an emulator of its own."""

    def __enter__(self):
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        host, port = self.server.get_host_and_port()
        self.url = f"http://{host}:{port}"
        return self

    def __exit__(self, *_):
        self.server.stop()

    def client(self, service):
        return boto3.client(service, endpoint_url=self.url, region_name="us-east-1")

    def create(self, template):
        transformed = transform(template)
        part, self.left = creatable(transformed)
        self.reset()
        s3 = self.client("s3")
        s3.create_bucket(Bucket="code")
        s3.put_object(Bucket="code", Key="code.zip", Body=b"PK\x05\x06" + b"\0" * 18)
        cloudformation = self.client("cloudformation")
        cloudformation.create_stack(
            StackName=STACK,
            TemplateBody=json.dumps(part, separators=(",", ":")),
            Capabilities=["CAPABILITY_IAM"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in PARAMETERS.items()],
        )
        stack = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
        if stack["StackStatus"] != "CREATE_COMPLETE":
            raise RuntimeError(f"the stack is {stack['StackStatus']}: {stack.get('StackStatusReason', '')}")
        pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=STACK)
        self.resources = [one for page in pages for one in page["StackResourceSummaries"]]
        self.logical = {one["PhysicalResourceId"]: one["LogicalResourceId"] for one in self.resources}
        self.definition = transformed
        for name, table in self.of("AWS::DynamoDB::Table").items():  # the emulator's CloudFormation leaves this out
            ttl = part["Resources"][name]["Properties"].get("TimeToLiveSpecification")
            if ttl:
                self.client("dynamodb").update_time_to_live(TableName=table, TimeToLiveSpecification=ttl)
        return self

    def reset(self):
        import urllib.request

        urllib.request.urlopen(urllib.request.Request(self.url + "/moto-api/reset", method="POST")).read()

    def of(self, kind):
        return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in self.resources if one["ResourceType"] == kind}

    def wiring(self):
        return {
            "queues": self.queues(),
            "tables": self.tables(),
            "mappings": self.mappings(),
            "schedules": self.schedules(),
            "routes": self.routes(),
        }

    def queues(self):
        sqs, queues = self.client("sqs"), {}
        names = {name: url.rsplit("/", 1)[1] for name, url in self.of("AWS::SQS::Queue").items()}
        back = {physical: name for name, physical in names.items()}
        for name, url in self.of("AWS::SQS::Queue").items():
            has = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
            redrive = json.loads(has.get("RedrivePolicy", "{}"))
            queues[name] = {
                "visibility": int(has["VisibilityTimeout"]),
                "retention": int(has["MessageRetentionPeriod"]),
                "delay": int(has["DelaySeconds"]),
                "redrive": f"{back[redrive['deadLetterTargetArn'].rsplit(':', 1)[1]]} after {redrive['maxReceiveCount']}" if redrive else "",
            }
        return queues

    def tables(self):
        dynamo, tables = self.client("dynamodb"), {}
        for name, physical in self.of("AWS::DynamoDB::Table").items():
            table = dynamo.describe_table(TableName=physical)["Table"]
            ttl = dynamo.describe_time_to_live(TableName=physical)["TimeToLiveDescription"]
            tables[name] = {
                "key": keys(table["KeySchema"]),
                "attributes": {one["AttributeName"]: one["AttributeType"] for one in table["AttributeDefinitions"]},
                "indexes": {
                    index["IndexName"]: {
                        "key": keys(index["KeySchema"]),
                        "projection": index["Projection"]["ProjectionType"],
                        "included": sorted(index["Projection"].get("NonKeyAttributes", [])),
                    }
                    for index in table.get("GlobalSecondaryIndexes", [])
                },
                "ttl": ttl.get("AttributeName", "") if ttl["TimeToLiveStatus"] == "ENABLED" else "",
            }
        return tables

    def mappings(self):
        functions = {physical: name for name, physical in self.of("AWS::Lambda::Function").items()}
        queues = {url.rsplit("/", 1)[1]: name for name, url in self.of("AWS::SQS::Queue").items()}
        declared = self.client("lambda").list_event_source_mappings()["EventSourceMappings"]
        # The emulator does not keep how failures are reported, and how many batches at once; the transformed template says so.
        said = {}
        for resource in self.definition["Resources"].values():
            if resource["Type"] == "AWS::Lambda::EventSourceMapping":
                properties = resource["Properties"]
                said[properties["EventSourceArn"]["Fn::GetAtt"][0]] = properties
        found = []
        for one in declared:
            queue = queues[one["EventSourceArn"].rsplit(":", 1)[1]]
            properties = said[queue]
            found.append({
                "function": functions[one["FunctionArn"].split(":function:")[1].split(":")[0]],
                "queue": queue,
                "batch": one["BatchSize"],
                "window": properties.get("MaximumBatchingWindowInSeconds", 0),
                "reports": properties.get("FunctionResponseTypes", []) == ["ReportBatchItemFailures"],
                "atOnce": properties.get("ScalingConfig", {}).get("MaximumConcurrency", 1000),
                "enabled": one["State"] == "Enabled",
            })
        return sorted(found, key=lambda one: (one["function"], one["queue"]))

    def schedules(self):
        found = []
        for resource in self.definition["Resources"].values():
            if resource["Type"] == "AWS::Scheduler::Schedule":
                properties = resource["Properties"]
                target = properties["Target"]["Arn"]
                alias = target.get("Ref") or target["Fn::GetAtt"][0]
                found.append({"function": self.function(alias), "expression": properties["ScheduleExpression"]})
        return sorted(found, key=lambda one: one["function"])

    def function(self, name):
        resource = self.definition["Resources"][name]
        return resource["Properties"]["FunctionName"]["Ref"] if resource["Type"] == "AWS::Lambda::Alias" else name

    def routes(self):
        found = []
        for resource in self.definition["Resources"].values():
            if resource["Type"] != "AWS::ApiGatewayV2::Api":
                continue
            for path, methods in resource["Properties"]["Body"]["paths"].items():
                for method, operation in methods.items():
                    uri = json.dumps(operation["x-amazon-apigateway-integration"]["uri"])
                    alias = re.search(r"\$\{(\w+)(?:\.Arn)?\}/invocations", uri).group(1)
                    word = "ANY" if method == "x-amazon-apigateway-any-method" else method.upper()
                    found.append({"function": self.function(alias), "route": f"{word} {path}"})
        return sorted(found, key=lambda one: (one["route"], one["function"]))

    def rights(self):
        """What the role of each function allows: (action, resource), resources by their ARN."""
        iam, rights = self.client("iam"), {}
        roles = self.of("AWS::IAM::Role")
        for name in self.of("AWS::Lambda::Function"):
            role = roles[name + "Role"]
            allowed = set()
            for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
                document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
                for statement in filter(None, read(document)["Statement"]):  # what a condition left out is None to the emulator
                    for action in listed(statement["Action"]):
                        for resource in listed(statement["Resource"]):
                            allowed.add((action, resource))
            rights[name] = allowed
        return rights

    def arn(self, resource):
        """Of a queue, a table, or table/index/name, by logical id."""
        account = "123456789012"
        queues = self.of("AWS::SQS::Queue")
        if resource in queues:
            return f"arn:aws:sqs:us-east-1:{account}:" + queues[resource].rsplit("/", 1)[1]
        table, _, rest = resource.partition("/")
        return f"arn:aws:dynamodb:us-east-1:{account}:table/" + self.of("AWS::DynamoDB::Table")[table] + ("/" + rest if rest else "")

    def named(self, arn):
        """The logical id in an ARN; itself when it is none of ours."""
        for resource in list(self.of("AWS::SQS::Queue")) + list(self.of("AWS::DynamoDB::Table")):
            own = self.arn(resource)
            if arn == own or arn.startswith(own + "/"):
                return resource + arn[len(own):]
        return arn


def read(document):
    """A policy's document, which the emulator gives as it was made: an object, or the way that Python prints one."""
    return ast.literal_eval(document) if isinstance(document, str) else document


def keys(schema):
    return [one["AttributeName"] for one in sorted(schema, key=lambda one: one["KeyType"])]


def listed(value):
    return value if isinstance(value, list) else [value]


def differences(here, there, path=""):
    """Both directions: what one has and the other has not, or otherwise."""
    if isinstance(here, dict) and isinstance(there, dict):
        for key in sorted(here.keys() | there.keys()):
            at = f"{path}.{key}" if path else key
            if key not in there:
                yield f"{at}: only the local host has it"
            elif key not in here:
                yield f"{at}: only the stack has it"
            else:
                yield from differences(here[key], there[key], at)
    elif isinstance(here, list) and isinstance(there, list) and here and isinstance(here[0], dict):
        for one in here:
            if one not in there:
                yield f"{path}: only the local host has {json.dumps(one)}"
        for one in there:
            if one not in here:
                yield f"{path}: only the stack has {json.dumps(one)}"
    elif here != there:
        yield f"{path}: {json.dumps(here)} on the local host, {json.dumps(there)} on the stack"


def seldom(function, action, resource):
    return any(
        function == who and fnmatch.fnmatchcase(action, what) and fnmatch.fnmatchcase(resource, where)
        for who, what, where in SELDOM
    )


def trespasses(stack, calls):
    """Calls that a role does not allow, and rights of table and queues that nothing uses."""
    for function, allowed in sorted(stack.rights().items()):
        used = {tuple(call.split(" ")) for call in calls.get(function, [])}
        for action, resource in sorted(used):
            arn = stack.arn(resource)
            if not any(fnmatch.fnmatchcase(action, a) and fnmatch.fnmatchcase(arn, r) for a, r in allowed):
                yield f"{function} calls {action} on {resource}, which its role does not allow"
        for action, arn in sorted(allowed):
            resource = stack.named(arn)
            if resource == arn or seldom(function, action, resource):
                continue
            if not any(a == action and fnmatch.fnmatchcase(r, resource) for a, r in used):
                yield f"the role of {function} allows {action} on {resource}, and nothing calls it"


def compare(stack, local):
    found = list(differences({key: local[key] for key in stack.wiring()}, stack.wiring()))
    return found + list(trespasses(stack, local["calls"]))


def change(*path, to=None):
    """A way to break a template: set what stands at a path, or take it away."""

    def apply(template):
        node = template["Resources"]
        for key in path[:-1]:
            node = node[key]
        if to is None:
            del node[path[-1]]
        else:
            node[path[-1]] = to

    return apply


BROKEN = {
    "a queue's visibility": change("HighQueue", "Properties", "VisibilityTimeout", to=30),
    "a queue's dead letters": change("LowQueue", "Properties", "RedrivePolicy"),
    "another dead-letter queue": change(
        "NormalQueue", "Properties", "RedrivePolicy", "deadLetterTargetArn", to={"Fn::GetAtt": ["ReplayDeadLetterQueue", "Arn"]}
    ),
    "a table's index": change("Log", "Properties", "GlobalSecondaryIndexes", 1),
    "a table's expiry": change("Log", "Properties", "TimeToLiveSpecification"),
    "an index's projection": change("Log", "Properties", "GlobalSecondaryIndexes", 0, "Projection", to={"ProjectionType": "KEYS_ONLY"}),
    "a mapping": change("Delivery", "Properties", "Events", "Aside"),
    "a mapping's batch": change("Delivery", "Properties", "Events", "High", "Properties", "BatchSize", to=1),
    "a mapping's reports": change("Delivery", "Properties", "Events", "High", "Properties", "FunctionResponseTypes"),
    "a route": change("Gateway", "Properties", "Events", "CallRoot"),
    "a schedule": change("Sweeper", "Properties", "Events", "EveryMinute", "Properties", "ScheduleExpression", to="rate(5 minutes)"),
    "a right that is needed": change("WebhookIntake", "Properties", "Policies", 0, "Statement", 1, "Resource", to={"Fn::GetAtt": ["LowQueue", "Arn"]}),
    "a right too many": change("Admin", "Properties", "Policies", 0, "Statement", 0, "Action", 0, to="dynamodb:DeleteItem"),
}


PAGES = ("deploy", "rotate-a-secret", "restore-a-table", "tear-down")  # in this order: what one makes the next one needs


def follow(stack):
    """Runs the blocks marked `sh emulated` of the how-tos, as a reader does; one that fails ends its page."""
    failed = []
    environment = dict(os.environ, AWS_ENDPOINT_URL=stack.url, AWS_PAGER="", PATH=os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"])
    for page in PAGES:
        with open(f"docs/how-to/{page}.md") as file:
            blocks = re.findall(r"```sh emulated\n(.*?)```", file.read(), re.DOTALL)
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", "\n".join(blocks)], env=environment, capture_output=True, text=True, timeout=300)
        print(f"followed: docs/how-to/{page}.md, {len(blocks)} blocks" + (": FAILED" if done.returncode else ""))
        if done.returncode:
            failed.append(page)
            print(done.stdout[-1000:], done.stderr[-2000:])
    return failed


def secrets():
    """Secrets that functions name and nobody was told to make."""
    with open("template.yaml") as file:
        named = set(re.findall(r"secretsmanager:usher/\$\{Stage\}/([a-z0-9-]+)", file.read()))
    with open("docs/how-to/deploy.md") as file:
        page = file.read()
    tokens = re.search(r"for who in ([a-z ]+);", page).group(1).split()
    made = set(re.findall(r"^put ([a-z0-9-]+) ", page, re.MULTILINE)) | {f"{who}-token-sha256" for who in tokens}
    elsewhere = {"redis-auth"} | {name for name in named if name.startswith("redis-url-")}
    return sorted(named ^ (made | elsewhere))


def main(path):
    with open(path) as file:
        local = json.load(file)
    with open("template.yaml") as file:
        template = yaml_parse(file.read())
    with Emulated() as stack:
        stack.create(template)
        counts = {kind: len(stack.of(kind)) for kind in sorted({one["ResourceType"] for one in stack.resources})}
        print("created:    ", ", ".join(f"{kind} ×{count}" for kind, count in counts.items()))
        print("not created:", ", ".join(f"{kind} ×{count}" for kind, count in sorted(stack.left.items())))
        found = compare(stack, local)
        found += [f"docs/how-to/deploy.md and template.yaml don't name the same secrets: {name}" for name in secrets()]
        for line in found:
            print("DIFFERENT", line)
        failed = follow(stack)
        missed = []
        for name, apply in BROKEN.items():
            broken = copy.deepcopy(template)
            apply(broken)
            noticed = [line for line in compare(stack.create(broken), local) if line not in found]
            print(f"broken: {name}:", noticed[0] if noticed else "NOT NOTICED")
            if not noticed:
                missed.append(name)
    calls = sum(len(one) for one in local["calls"].values())
    print(f"{len(found)} differences, {calls} kinds of calls against the roles; {len(BROKEN) - len(missed)} of {len(BROKEN)} broken templates noticed")
    return 1 if found or missed or failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "local/target/wiring.json"))
