---- MODULE IOUtils ----
LOCAL INSTANCE TLC
LOCAL INSTANCE Integers
IOExec(command) == "native"
IOEnvExec(environment, command) == "native"
IOExecTemplate(template, parameters) == "native"
IOEnvExecTemplate(environment, template, parameters) == "native"
IOEnv == "native"
IOEnvGet(name) == "native"
IOEnvPermit(name) == TRUE
atoi(text) == "native"
zeroPadN(number, width) == "native"
Serialize(v, path, options) == "native"
Deserialize(path, options) == "native"
IOSerialize(v, path, compress) == Serialize(v, path, <<>>)
IODeserialize(path, compress) == Deserialize(path, <<>>)
====
