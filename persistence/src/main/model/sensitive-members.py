"""Writes sensitive-members.txt from the service model of AWS DMS.

    python3 sensitive-members.py dms-2016-01-01.json > ../resources/io/dmslocal/persistence/serialization/sensitive-members.txt

The service model (service-2.json of botocore or of the SDKs) marks sensitive shapes; the SDK's classes only redact them in toString(). A test
holds the list against every toString().
"""

import json
import sys

model = json.load(open(sys.argv[1]))
shapes = model["shapes"]

# The SDK for Java names inputs and outputs after their operation.
class_names = {}
for operation, form in model["operations"].items():
    for part, suffix in (("input", "Request"), ("output", "Response")):
        if part in form:
            class_names[form[part]["shape"]] = operation + suffix

print("# Members that never lie or travel in clear: Class.Member, * for any class. Made by src/main/model/sensitive-members.py.")
print("# AWS: shapes marked sensitive.")
for line in sorted(
    class_names.get(name, name) + "." + member
    for name, shape in shapes.items()
    for member, target in shape.get("members", {}).items()
    if target.get("sensitive") or shapes[target["shape"]].get("sensitive")
):
    print(line)
print("# Ours: free text in which people write passwords.")
print("*.ExtraConnectionAttributes")
print("*.TaskData")
