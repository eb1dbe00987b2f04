using System.Collections.Immutable;

namespace Tenon.Tla.Checking;

/// <summary>How a specification is checked. The defaults are those of TLC: everything, stopping at the first violation. Immutable.</summary>
public sealed record TlaCheckOptions
{
    /// <summary>The root module's file.</summary>
    public required string SpecPath { get; init; }

    /// <summary>The configuration; null for the file of the same name with <c>.cfg</c>, or a section in the module's file.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Further folders with modules, searched after the root module's own.</summary>
    public ImmutableArray<string> Libraries { get; init; } = [];

    /// <summary>Threads that search, 1 to 64. Results do not depend on it.</summary>
    public int WorkerCount { get; init; } = 1;

    /// <summary>Whether a state without successors is an error; null for what the configuration says, which by default is yes.</summary>
    public bool? Deadlock { get; init; }

    /// <summary>Whether random walks are made instead of a search.</summary>
    public bool Simulate { get; init; }

    /// <summary>The length of a walk, or the depth beyond which states are not expanded, in states; null for 100 and for no bound.</summary>
    public int? Depth { get; init; }

    /// <summary>How many walks.</summary>
    public long WalkCount { get; init; } = 1000;

    /// <summary>Where random choices begin.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether the search goes on after a violation, to decide the other properties.</summary>
    public bool Continue { get; init; }

    /// <summary>Whether temporal properties are checked.</summary>
    public bool Liveness { get; init; } = true;

    /// <summary>The search ends, unfinished, after this time; null for no bound.</summary>
    public TimeSpan? MaximumTime { get; init; }

    /// <summary>The search ends, unfinished, after this many states; null for no bound.</summary>
    public long? MaximumStates { get; init; }

    /// <summary>The search ends, unfinished, when what grows with it holds this many bytes; null for no bound.</summary>
    public long? MaximumMemoryBytes { get; init; }

    /// <summary>Where the state graph is to be written for Graphviz; null for nowhere.</summary>
    public string? DumpDotPath { get; init; }

    /// <summary>Where the counterexample is to be written in the Informal Trace Format; null for nowhere.</summary>
    public string? ItfPath { get; init; }

    /// <summary>Whether traces show, after the first state, only the variables that changed.</summary>
    public bool DiffTrace { get; init; }
}
