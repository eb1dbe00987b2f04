using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Tla.Values;

namespace Tenon.Tla.Checking;

/// <summary>What the check of a specification came to, for programs; <see cref="TlaTool.Check"/> tells people. Immutable.</summary>
public sealed record SpecificationVerdict
{
    /// <summary>TLC's exit code; 0 if all that is claimed holds, and everything was searched.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The report, in the words of TLC.</summary>
    public required string Report { get; init; }

    /// <summary>The invariants and properties that were judged, by their names in the configuration.</summary>
    public required ImmutableArray<string> Claims { get; init; }

    /// <summary>Those of them that are violated; of an early end, those that are known to be.</summary>
    public required ImmutableArray<string> Violated { get; init; }

    /// <summary>Those of the form "if, then" of which the "if" was never met.</summary>
    public required ImmutableArray<string> Vacuous { get; init; }

    /// <summary>Distinct states.</summary>
    public required long StateCount { get; init; }

    /// <summary>Distinct initial states.</summary>
    public required long InitialStateCount { get; init; }

    /// <summary>Steps, as TLC generates them: one for each reason there is for it.</summary>
    public required long StepCount { get; init; }

    /// <summary>The number of states on the longest of the shortest paths.</summary>
    public required int Depth { get; init; }

    /// <summary>How often each action was taken.</summary>
    public required ImmutableArray<ActionCount> Actions { get; init; }

    /// <summary>A run that shows what is wrong; null if there is none.</summary>
    public required SpecificationRun? Counterexample { get; init; }

    internal static SpecificationVerdict Of(TlaOutcome outcome) => new()
    {
        ExitCode = outcome.ExitCode,
        Report = TlaReport.Text(outcome, isDiff: true),
        Claims = outcome.Claims,
        Violated = outcome.Violated,
        Vacuous = outcome.Vacuous,
        StateCount = outcome.Distinct,
        InitialStateCount = outcome.InitialDistinct,
        StepCount = outcome.Generated - outcome.InitialDistinct,
        Depth = outcome.Depth,
        Actions = outcome.Actions,
        Counterexample = outcome.Trace is TlaTrace trace
            ? new SpecificationRun([.. trace.States.Select(state => new SpecificationRunState(state.Action, [.. state.Values.Select(FieldOf)]))], trace.LoopStart)
            : null,
    };

    private static StateField FieldOf((string Name, Value Value) variable) => new(variable.Name, ValueText.Of(variable.Value));
}

/// <summary>A run of a specification. Immutable.</summary>
/// <param name="States">The states; of a lasso, each once.</param>
/// <param name="LoopStart">Of a lasso, the index of the state that comes after the last; null for a finite run.</param>
public sealed record SpecificationRun(ImmutableArray<SpecificationRunState> States, int? LoopStart);

/// <summary>A state of a run. Immutable.</summary>
/// <param name="Action">The action that led to it, with its place; null for the first.</param>
/// <param name="Variables">The variables, or what ALIAS makes of them.</param>
public sealed record SpecificationRunState(string? Action, ImmutableArray<StateField> Variables);
