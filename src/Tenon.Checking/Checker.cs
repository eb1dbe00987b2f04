using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking.Hashing;
using Tenon.Checking.Liveness;
using Tenon.Checking.Output;
using Tenon.Checking.PartialOrder;
using Tenon.Checking.Properties;
using Tenon.Checking.Search;
using Tenon.Checking.Symmetry;

namespace Tenon.Checking;

/// <summary>Checks models.</summary>
public static class Checker
{
    /// <summary>Searches the states of a model and judges its properties.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the search early, with what is known then; it throws nothing.</param>
    /// <exception cref="ModelException">The model threw.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or the model names two properties alike.</exception>
    /// <exception cref="IOException">For a search on disk: the folder is in use or not empty, has no checkpoint of this search, or cannot be written.</exception>
    /// <exception cref="NotSupportedException">Checkpoints are asked for of a system of actors.</exception>
    public static CheckResult Check(PackedModel model, CheckOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new CheckOptions();
        options.Validate();
        if (model.ActionNames.Length > Origin.MaximumActions)
        {
            throw new ArgumentException($"The model {model.Name} names {model.ActionNames.Length} actions, at most {Origin.MaximumActions} are possible.", nameof(model));
        }

        if (model.HasLocalWords && options.Disk?.CheckpointInterval is not null)
        {
            throw new NotSupportedException($"{model.Name} is a system of actors, whose states mean something in one process only: it can be searched on disk, but without checkpoints.");
        }

        PropertyList properties = new(model);
        Budget budget = new(options, cancellationToken);
        PackedModel searched = options.PartialOrder ? ReduceByOrder(model, options, properties) : options.Symmetry ? Reduce(model, options, properties) : model;
        SearchOutcome outcome = Search(searched, options, properties, budget);
        bool isSearched = outcome.StopReason == StopReason.Exhausted;
        Trace?[] traces = [.. outcome.Paths.Select((path, i) => path is null ? null : TraceBuilder.Build(model, searched.Unreduce(path, i)))];
        bool isTemporal = properties.Properties.Any(property => property.Kind == PropertyKind.Temporal);
        if (isTemporal && isSearched)
        {
            // The bound on states was met by the search before; memory counts the graph alone, for the visited set is gone.
            StopReason? stop = new LivenessCheck(model, (_, bytes) => budget.Check(0, bytes + model.KeptBytes)).Run(traces);
            outcome = outcome with { StopReason = stop ?? outcome.StopReason };
        }

        return Summarise(searched, options, properties, budget, outcome, traces, isSearched);
    }

    /// <inheritdoc cref="Check(PackedModel, CheckOptions?, CancellationToken)"/>
    /// <typeparam name="TState">The type of states.</typeparam>
    /// <typeparam name="TAction">The type of actions.</typeparam>
    public static CheckResult Check<TState, TAction>(
        Model<TState, TAction> model, CheckOptions? options = null, CancellationToken cancellationToken = default)
        where TState : notnull
        where TAction : notnull
    {
        ArgumentNullException.ThrowIfNull(model);
        return Check(Pack(model), options, cancellationToken);
    }

    /// <summary>A natural model as a packed one, which gives the same results.</summary>
    /// <param name="model">The model.</param>
    /// <typeparam name="TState">The type of states.</typeparam>
    /// <typeparam name="TAction">The type of actions.</typeparam>
    /// <exception cref="NotSupportedException">No codec can be derived for the type of states.</exception>
    public static PackedModel Pack<TState, TAction>(Model<TState, TAction> model)
        where TState : notnull
        where TAction : notnull
    {
        ArgumentNullException.ThrowIfNull(model);
        return new NaturalModel<TState, TAction>(model);
    }

    /// <summary>Takes a run again by its choices.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The choices, as in <see cref="Trace.Path"/>.</param>
    /// <exception cref="FormatException">The path is not a list of numbers separated by slashes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The model does not have such a choice there.</exception>
    public static Trace Replay(PackedModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return TraceBuilder.Build(model, [.. path.Split('/').Select(part => int.Parse(part, NumberStyles.None, CultureInfo.InvariantCulture))]);
    }

    private static PackedModel Reduce(PackedModel model, CheckOptions options, PropertyList properties)
    {
        // Liveness would need the runs that go round an orbit; walks are of states, and save nothing by orbits.
        Property<ReadOnlySpan<ulong>, int>? temporal = properties.Properties.FirstOrDefault(property => property.Kind == PropertyKind.Temporal);
        return temporal is not null
            ? throw new SymmetryException($"The property '{temporal.Name}' of {model.Name} is temporal; check it without symmetry.")
            : options.Mode == SearchMode.Simulation
                ? throw new SymmetryException("Simulation makes no use of symmetry.")
                : model.Reduced();
    }

    private static PackedModel ReduceByOrder(PackedModel model, CheckOptions options, PropertyList properties)
    {
        // Leaving steps out is judged from single states, not from runs, and by the layers of breadth-first search.
        Property<ReadOnlySpan<ulong>, int>? unfit = properties.Properties.FirstOrDefault(property => property.Kind is PropertyKind.Temporal or PropertyKind.AlwaysStep);
        return unfit is not null
            ? throw new PartialOrderException($"The property '{unfit.Name}' of {model.Name} is about {(unfit.Kind == PropertyKind.Temporal ? "runs" : "steps")}; check it without partial-order reduction.")
            : options.Mode != SearchMode.BreadthFirst
                ? throw new PartialOrderException("Partial-order reduction is for breadth-first search.")
                : options.Symmetry
                    ? throw new PartialOrderException("Partial-order reduction and symmetry are not used together.")
                    : model.ReducedByOrder();
    }

    private static SearchOutcome Search(PackedModel model, CheckOptions options, PropertyList properties, Budget budget)
    {
        switch (options.Mode)
        {
            case SearchMode.Simulation:
                return new Simulation(model, options, properties, budget).Run();
            case SearchMode.DepthFirst:
                using (DepthFirstSearch search = new(model, options, properties, budget))
                {
                    return search.Run();
                }

            default:
                using (BreadthFirstSearch search = new(model, options, properties, budget))
                {
                    return search.Run();
                }
        }
    }

    private static CheckResult Summarise(
        PackedModel model, CheckOptions options, PropertyList properties, Budget budget, SearchOutcome outcome, Trace?[] traces, bool isSearched)
    {
        ImmutableArray<string> names = model.ActionNames;
        int declared = model.DeclaredActionCount;
        ImmutableArray<ActionCount> actions =
        [
            .. Enumerable.Range(0, names.Length).OrderBy(i => i < declared ? i : declared).ThenBy(i => names[i], StringComparer.Ordinal).Select(i => new ActionCount(
                names[i], outcome.Sinks.Sum(sink => sink.TransitionCounts[i]), outcome.Sinks.Sum(sink => sink.EnabledCounts[i]))),
        ];
        ImmutableArray<PropertyResult> results =
        [
            .. Enumerable.Range(0, properties.Properties.Length).Select(i => Judge(model, properties, i, outcome, traces[i], isSearched)),
        ];
        return new CheckResult
        {
            ModelName = model.Name,
            StopReason = outcome.StopReason,
            StateCount = outcome.StateCount,
            InitialStateCount = outcome.InitialStateCount,
            TransitionCount = actions.Sum(action => action.TransitionCount),
            ReducedStateCount = options.PartialOrder ? outcome.ReducedStateCount : null,
            Deadlocks = outcome.Deadlocks,
            OutsideCount = outcome.Sinks.Sum(sink => sink.TotalOutsideCount),
            Depth = outcome.Depth,
            CompleteDepth = outcome.CompleteDepth,
            WaitingStateCount = outcome.WaitingCount,
            Properties = results,
            Actions = actions,
            CollisionProbability = CollisionProbability(options.Identity, outcome.StateCount, outcome.LongestState),
            VisitedBytes = outcome.VisitedBytes,
            FrontierBytes = outcome.FrontierBytes,
            ModelBytes = outcome.ModelBytes,
            DiskBytes = outcome.DiskBytes,
            IsResumable = outcome.IsResumable,
            Elapsed = budget.Total,
        };
    }

    private static PropertyResult Judge(PackedModel model, PropertyList properties, int i, SearchOutcome outcome, Trace? trace, bool isSearched)
    {
        Property<ReadOnlySpan<ulong>, int> property = properties.Properties[i];
        bool isExhaustive = property.Kind == PropertyKind.Temporal ? outcome.StopReason == StopReason.Exhausted : isSearched;
        long? antecedents = property.Antecedent is null ? null : properties.AntecedentCounts[i];
        bool isVacuous = antecedents == 0 || outcome.StateCount == 0;
        Verdict verdict = (property.Kind == PropertyKind.Sometimes, trace is not null) switch
        {
            (true, true) => Verdict.Holds,
            (false, true) => Verdict.Violated,
            (true, false) => isExhaustive ? Verdict.Violated : Verdict.Undecided,
            (false, false) => !isExhaustive ? Verdict.Undecided : isVacuous ? Verdict.HoldsVacuously : Verdict.Holds,
        };
        string? explanation = verdict == Verdict.Violated ? Explanation.Of(model, i, trace) : null;
        return new PropertyResult(property.Name, property.Kind, verdict, trace, antecedents) { Explanation = explanation };
    }

    // The union bound over all pairs of states, each brought together by any of its foldings once in 2^64 or 2^128.
    private static double CollisionProbability(StateIdentity identity, long stateCount, int longestState)
    {
        int folds = Fingerprint.FoldCount(longestState);
        double pairs = (double)stateCount * Math.Max(0, stateCount - 1) / 2;
        return identity switch
        {
            StateIdentity.Fingerprint64 => Math.Min(1, folds * pairs / Math.Pow(2, 64)),
            StateIdentity.Fingerprint128 => longestState <= 1 ? 0 : folds * pairs / Math.Pow(2, 128),
            _ => 0,
        };
    }
}
