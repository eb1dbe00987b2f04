using System.Collections.Immutable;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;
using Tenon.Tla.Checking;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Syntax;
using Tenon.Tla.Values;

namespace Tenon.Tla.Tests.Design;

/// <summary>specs/merge-pipeline/MergePipeline.tla in one of its configurations: as a model, and the states of the C# model as its states.</summary>
internal sealed class DesignSpecification
{
    private readonly ModelParts _parts;

    private DesignSpecification(ModelParts parts) => _parts = parts;

    /// <summary>The folder of the specification and its configurations.</summary>
    public static string Folder { get; } = RepositoryRoot.PathOf("specs/merge-pipeline");

    /// <summary>The specification as a model whose states are words, one for each variable.</summary>
    public SpecModel Model => new(_parts);

    /// <summary>Reads the specification.</summary>
    /// <param name="configuration">The name of the configuration.</param>
    /// <param name="modulePath">The module; null for the one of the repository.</param>
    public static DesignSpecification Load(string configuration, string? modulePath = null)
    {
        LoadedSpec loaded = SpecLoader.Load(modulePath ?? ModulePath, ConfigurationPath(configuration), []);
        Evaluator evaluator = new(loaded.Spec, seed: 0);
        StateMachine machine = new(evaluator);
        CheckPlan plan = PlanBuilder.Build(loaded, evaluator, machine.Worker, new DiagnosticBag());
        SearchStatistics statistics = new(OptionsOf(configuration, modulePath), next: null);
        return new DesignSpecification(new ModelParts(plan, new ActionSplitter(machine.Worker, splitsQuantifiers: true).Split(plan.Next!, null), statistics)); // It has one.
    }

    /// <summary>Checks it as its configuration says: invariants, properties of steps, liveness.</summary>
    /// <param name="configuration">The name of the configuration.</param>
    /// <param name="modulePath">The module; null for the one of the repository.</param>
    public static TlaOutcome Check(string configuration, string? modulePath = null) =>
        new TlaRun(OptionsOf(configuration, modulePath), _ => { }, CancellationToken.None).Run();

    /// <summary>The module's file.</summary>
    public static string ModulePath { get; } = Path.Combine(Folder, "MergePipeline.tla");

    /// <summary>A configuration's file.</summary>
    /// <param name="configuration">Its name.</param>
    public static string ConfigurationPath(string configuration) => Path.Combine(Folder, $"MC_{configuration}.cfg");

    /// <summary>A state of the specification.</summary>
    /// <param name="words">Its words.</param>
    public SpecState StateOf(ReadOnlySpan<ulong> words) => new([.. words], _parts);

    /// <summary>What a state of the C# model is in the specification: the table in the head of the module.</summary>
    /// <param name="s">The state.</param>
    public SpecState StateOf(PipelineState s)
    {
        ValueTable table = _parts.Plan.Evaluator.Values;
        return new SpecState([.. _parts.Plan.Spec.Variables.Select(variable => table.WordOf(ValueOf(variable.Name, s)))], _parts);
    }

    private static TlaCheckOptions OptionsOf(string configuration, string? modulePath) =>
        new() { SpecPath = modulePath ?? ModulePath, ConfigPath = ConfigurationPath(configuration), WorkerCount = 2 };

    private static Value ValueOf(string variable, PipelineState s) => variable switch
    {
        "lease" => Number(s.Lease),
        "published" => Set(s.Published),
        "splits" => Function(s.Splits.Select(pair => (pair.Key, (Value)FiniteFunction.Record(
            ("rowCount", Number(pair.Value.RowCount)), ("level", Number(pair.Value.Level)), ("window", Number(pair.Value.Window)))))),
        "tries" => Function(s.Tries.Select(pair => (pair.Key, (Value)Number(pair.Value)))),
        "settled" => Set(s.Settled),
        "merges" => FiniteSet.Of([.. s.Merges.Select(MergeOf)]),
        "nextId" => Number(s.NextId),
        "process" => FiniteFunction.Record(
            ("lease", Number(s.HeldLease)), ("isAttached", Truth(s.IsAttached)), ("isAlive", Truth(s.IsAlive)), ("isConnected", Truth(s.IsConnected)),
            ("isFinalizeRequested", Truth(s.IsFinalizeRequested)), ("finalizeMergeCount", Number(s.FinalizeMergeCount)), ("isShutdownComplete", Truth(s.IsShutdownComplete))),
        "visible" => Function(s.Visible.Select((window, i) => (i, (Value)Set(window)))),
        "quarantined" => Set(s.Quarantined),
        "awaited" => Set(s.Awaited),
        "isListing" => Truth(s.IsListing),
        "listed" => Set(s.Listed),
        "ingestedRowCount" => Number(s.IngestedRowCount),
        "history" => FiniteFunction.Record(
            ("gone", Set(s.Gone)), ("orphans", Set(s.Orphans)), ("stored", Set(s.Stored)), ("rewritten", Number(s.RewrittenRowCount))),
        "count" => FiniteFunction.Record(
            ("ingests", Number(s.IngestCount)), ("crashes", Number(s.CrashCount)), ("failures", Number(s.FailureCount)), ("lostMessages", Number(s.LostMessageCount)),
            ("withdrawals", Number(s.WithdrawalCount)), ("rivals", Number(s.RivalCount)), ("stops", Number(s.StopCount)), ("releases", Number(s.ReleaseCount)),
            ("agings", Number(s.AgingCount))),
        _ => throw new ArgumentException($"The C# model has nothing for the variable {variable}.", nameof(variable)),
    };

    private static Value MergeOf(MergeInFlight merge) => FiniteFunction.Record(
        ("inputs", Set(merge.Inputs)), ("level", Number(merge.Level)), ("window", Number(merge.Window)), ("outputs", FiniteFunction.Tuple([.. merge.Outputs.Select(output => Number(output))])),
        ("lease", Number(merge.Lease)), ("task", Word(merge.Task)), ("operation", Word(merge.Operation)), ("isStaged", Truth(merge.IsStaged)), ("uploads", Number(merge.UploadCount)));

    private static IntegerValue Number(long number) => IntegerValue.Of(number);

    private static BooleanValue Truth(bool isTrue) => BooleanValue.Of(isTrue);

    private static StringValue Word<T>(T standing)
        where T : struct, Enum => StringValue.Of($"{standing}".ToLowerInvariant());

    private static FiniteSet Set(IEnumerable<int> numbers) => FiniteSet.Of([.. numbers.Select(number => Number(number))]);

    private static Value Function(IEnumerable<(int Argument, Value Value)> pairs)
    {
        (int Argument, Value Value)[] ordered = [.. pairs.OrderBy(pair => pair.Argument)]; // As the domain is.
        return new FiniteFunction(FiniteSet.Of([.. ordered.Select(pair => Number(pair.Argument))]), [.. ordered.Select(pair => pair.Value)]).Normalize();
    }
}

/// <summary>A state of the specification, by value.</summary>
/// <param name="words">A word for each variable.</param>
/// <param name="parts">What words and variables mean.</param>
internal sealed class SpecState(ImmutableArray<ulong> words, ModelParts parts) : IEquatable<SpecState>
{
    private readonly ImmutableArray<ulong> _words = words;
    private readonly int _hash = HashOf(words);

    public bool Equals(SpecState? other) => other is not null && _words.AsSpan().SequenceEqual(other._words.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as SpecState);

    public override int GetHashCode() => _hash;

    public override string ToString() => string.Join(
        ", ", parts.Plan.Spec.Variables.Select((variable, i) => $"{variable.Name} = {parts.Plan.Evaluator.Values.ValueOf(_words[i])}"));

    private static int HashOf(ImmutableArray<ulong> words)
    {
        HashCode hash = default;
        foreach (ulong word in words)
        {
            hash.Add(word);
        }

        return hash.ToHashCode();
    }
}
