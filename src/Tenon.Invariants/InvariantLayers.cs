namespace Tenon.Invariants;

/// <summary>Who checks an invariant.</summary>
[Flags]
public enum InvariantLayers
{
    /// <summary>Nobody; no invariant is registered so.</summary>
    None = 0,

    /// <summary>A model of Tenon.Models, in every reachable state or step.</summary>
    Model = 1,

    /// <summary>Production code, at the step that could break it.</summary>
    RunTime = 2,

    /// <summary>The background audit, which compares memory with the metastore and the files.</summary>
    Audit = 4,

    /// <summary>Nothing can break it: a type, an immutable file or the absence of code sees to it.</summary>
    Construction = 8,

    /// <summary>Tests of the code that could break it, on data.</summary>
    Tests = 16,
}
