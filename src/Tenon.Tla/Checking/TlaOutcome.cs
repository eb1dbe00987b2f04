using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Tla.Syntax;
using Tenon.Tla.Values;

namespace Tenon.Tla.Checking;

/// <summary>What kind of end a check came to.</summary>
internal enum TlaEnd
{
    /// <summary>Everything was searched, and nothing is wrong.</summary>
    Holds,

    /// <summary>The modules cannot be read.</summary>
    ParseError,

    /// <summary>The configuration cannot be read, or does not fit the modules.</summary>
    ConfigurationError,

    /// <summary>An ASSUME or a POSTCONDITION is false.</summary>
    AssumptionFalse,

    Deadlock,

    InvariantViolated,

    /// <summary>A property of initial states is false.</summary>
    InitialPropertyViolated,

    ActionPropertyViolated,

    TemporalPropertyViolated,

    /// <summary>Something has no value.</summary>
    EvaluationError,

    /// <summary>A bound or the user ended the search.</summary>
    Incomplete,
}

/// <summary>What a check found. Immutable.</summary>
internal sealed record TlaOutcome
{
    public required TlaEnd End { get; init; }

    public required int ExitCode { get; init; }

    /// <summary>What is wrong, in TLC's words where it has words; empty if nothing is.</summary>
    public string Message { get; init; } = "";

    /// <summary>The names of what was judged: invariants and properties of the configuration.</summary>
    public ImmutableArray<string> Claims { get; init; } = [];

    /// <summary>The names of violated properties.</summary>
    public ImmutableArray<string> Violated { get; init; } = [];

    /// <summary>The run that shows it; null if there is none.</summary>
    public TlaTrace? Trace { get; init; }

    /// <summary>What else is violated, each with its message and its trace; only of searches that were to go on after a violation.</summary>
    public ImmutableArray<TlaOutcome> Further { get; init; } = [];

    /// <summary>Of an error of evaluation, the expressions around it, from the outside in.</summary>
    public ImmutableArray<SourceSpan> Stack { get; init; } = [];

    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>States generated, initial states and repetitions included; 0 if nothing was searched.</summary>
    public long Generated { get; init; }

    /// <summary>Distinct states within the constraints.</summary>
    public long Distinct { get; init; }

    /// <summary>States found and not expanded.</summary>
    public long Left { get; init; }

    /// <summary>The number of states on the longest of the shortest paths.</summary>
    public int Depth { get; init; }

    public long InitialDistinct { get; init; }

    public ImmutableArray<ActionCount> Actions { get; init; } = [];

    /// <summary>Properties of the form "if, then" of which the "if" was never met.</summary>
    public ImmutableArray<string> Vacuous { get; init; } = [];

    public double CollisionProbability { get; init; }

    public StopReason? StopReason { get; init; }

    public TimeSpan Elapsed { get; init; }

    /// <summary>Peak bytes of what the search kept.</summary>
    public long KeptBytes { get; init; }
}

/// <summary>A run as an answer. Immutable.</summary>
/// <param name="States">The states; of a lasso, each once.</param>
/// <param name="LoopStart">Of a lasso, the state that comes after the last, by its index; null for a finite run.</param>
/// <param name="LoopAction">Of a lasso, the action that leads back; null for stuttering.</param>
internal sealed record TlaTrace(ImmutableArray<TlaTraceState> States, int? LoopStart, string? LoopAction);

/// <summary>A state of a run.</summary>
/// <param name="Action">The action that led to it, with its place; null for the first.</param>
/// <param name="Values">The variables, or what ALIAS makes of them, in order.</param>
internal sealed record TlaTraceState(string? Action, ImmutableArray<(string Name, Value Value)> Values);
