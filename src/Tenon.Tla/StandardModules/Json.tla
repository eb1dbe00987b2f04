---- MODULE Json ----
ToJson(v) == "native"
ToJsonArray(v) == "native"
ToJsonObject(v) == "native"
JsonSerialize(path, v) == "native"
JsonDeserialize(path) == "native"
ndJsonSerialize(path, v) == "native"
ndJsonDeserialize(path) == "native"
====
