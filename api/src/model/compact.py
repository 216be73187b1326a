#!/usr/bin/env python3
"""Derives service-model.json from the public description of the DMS API (botocore: botocore/data/dms/2016-01-01/service-2.json).

    python3 api/src/model/compact.py service-2.json > api/src/main/resources/io/dmslocal/api/protocol/service-model.json

Kept: per operation its input and output shape and the faults it declares, by their names on the wire; per shape what a request
can be checked by (member types, required members, unions, lengths, enums) and what must not be shown (sensitive). Documentation is
dropped, and shapes that nothing refers to. The keys' order is the model's, so that a newer model gives a readable difference.
"""
import json
import sys

KEPT = ("required", "union", "min", "max", "enum", "sensitive", "exception")


def shape(described):
    kept = {"type": described["type"]}
    kept.update({key: described[key] for key in KEPT if described.get(key)})
    if "members" in described:
        kept["members"] = {name: member["shape"] for name, member in described["members"].items()}
    if "member" in described:
        kept["member"] = described["member"]["shape"]
    return kept


def reachable(name, shapes, seen):
    if name in seen:
        return
    seen.add(name)
    for member in shapes[name].get("members", {}).values():
        reachable(member["shape"], shapes, seen)
    if "member" in shapes[name]:
        reachable(shapes[name]["member"]["shape"], shapes, seen)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        model = json.load(file)
    operations, seen = {}, set()
    for name, described in sorted(model["operations"].items()):
        faults = [error["shape"] for error in described.get("errors", [])]
        operation = {key: described[key]["shape"] for key in ("input", "output") if key in described}
        for reached in [*operation.values(), *faults]:
            reachable(reached, model["shapes"], seen)
        operations[name] = {**operation, "faults": faults}
    lines = lambda entries: ",\n".join(json.dumps(key) + ":" + json.dumps(value, separators=(",", ":")) for key, value in entries)
    shapes = lines((name, shape(described)) for name, described in sorted(model["shapes"].items()) if name in seen)
    prefix = json.dumps(model["metadata"]["targetPrefix"])
    print('{"targetPrefix":%s,\n"operations":{\n%s\n},\n"shapes":{\n%s\n}}' % (prefix, lines(operations.items()), shapes))


main()
