namespace Tenon.Checking.Properties;

/// <summary>What a property demands.</summary>
public enum PropertyKind
{
    /// <summary>A predicate holds in every reachable state: an invariant.</summary>
    Always,

    /// <summary>A predicate holds in at least one reachable state.</summary>
    Sometimes,

    /// <summary>A predicate holds of every step from a reachable state.</summary>
    AlwaysStep,

    /// <summary>Every reachable state has a step.</summary>
    DeadlockFree,

    /// <summary>A formula of temporal logic holds of every fair run.</summary>
    Temporal,
}
