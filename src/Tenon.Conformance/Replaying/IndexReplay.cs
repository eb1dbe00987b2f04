using System.Collections.Immutable;
using Tenon.Checking.Properties;
using Tenon.Conformance.Reading;
using Tenon.Invariants.State;
using Tenon.Metastore;
using Tenon.Models.Pipelines;
using Tenon.Pipeline.Events;
using Tenon.Splits;

namespace Tenon.Conformance.Replaying;

/// <summary>Follows what is told of one index as a behaviour of the model: each event is a step of it, or several, each of which must be enabled.</summary>
/// <remarks>
/// <para>
/// What is not told is searched for: there may be several behaviours that explain what was told so far, and an event that none of them allows is refused. A
/// crash is told by nobody; it is where another life begins. A publish whose answer was lost shows in the list of the next life. When a list was taken shows
/// in what it lacks.
/// </para>
/// <para>
/// Some steps may be taken at once although the process took them later, because nothing that can be told comes in between: it hears that a merge is published,
/// or has ended, as soon as that is told. Others are taken only when they explain something: a split has matured when a list lacks it and its time has come.
/// </para>
/// </remarks>
internal sealed partial class IndexReplay
{
    private readonly TraceOptions _options;
    private readonly ILookup<SplitId, EventSplit> _ingested;
    private readonly SplitBook _book;
    private readonly Dictionary<OperationId, ToldMerge> _merges = [];
    private readonly HashSet<SplitId> _untold = [];
    private readonly HashSet<SplitId> _withdrawn = [];
    private List<Walk> _walks;
    private MergeRules _rules = new(int.MaxValue, int.MaxValue, int.MaxValue, 0);
    private string? _holder;
    private bool _isLeaseKnown;
    private bool _wasAttached;
    private int _silentLives;
    private int _untoldLeases;

    /// <summary>A replay that begins with nothing.</summary>
    /// <param name="index">The index.</param>
    /// <param name="options">How.</param>
    /// <param name="ingested">The splits that are told of as ingested, anywhere in the record: how old their rows are is known from the beginning.</param>
    /// <param name="silentLives">Lives of processes that tell of no lease of the index: each may have died when it had taken one, and had not told yet.</param>
    public IndexReplay(IndexUid index, TraceOptions options, ILookup<SplitId, EventSplit> ingested, int silentLives)
    {
        (Index, _options, _ingested, _book, _silentLives) = (index, options, ingested, new SplitBook(index), silentLives);
        var model = new MergePipeline(Bounds());
        _walks = [new Walk(model, new PropertyMonitor<PipelineState, MergeAction>(model), model.InitialStates.First() with { Visible = [] }, [])];
    }

    /// <summary>The index.</summary>
    public IndexUid Index { get; }

    /// <summary>Whether the record has everything from the index's first lease on; otherwise what its first list has is taken as given.</summary>
    public bool IsFromTheStart { get; private set; } = true;

    /// <summary>Splits that were ingested by processes whose record is not here.</summary>
    public int UnrecordedIngests => _untold.Count;

    /// <summary>The state after the latest event: of the first behaviour, where there are several.</summary>
    public PipelineState State => _walks[0].State;

    /// <summary>What the latest events were by the first behaviour, while there are others.</summary>
    public ImmutableList<TraceStep> Undecided => _walks[0].Followed;

    /// <summary>Whether a split was told of.</summary>
    public bool Knows(SplitId split) => _book.Knows(split);

    /// <summary>The split that the model has under a number.</summary>
    public SplitId IdOf(int number) => _book.IdOf(number);

    /// <summary>Follows one event.</summary>
    /// <param name="recorded">The event.</param>
    /// <returns>The events of which it is decided now what they were, in order: none while several behaviours explain them.</returns>
    /// <exception cref="RefusedException">No behaviour explains it.</exception>
    public ImmutableList<TraceStep> Follow(RecordedEvent recorded)
    {
        StampedEvent told = recorded.Stamped;
        Prepare(told);
        var next = new List<Walk>();
        RefusedException? refused = null;
        foreach (Walk walk in _walks)
        {
            try
            {
                next.AddRange(Explain(walk.Under(Bounds()), told));
            }
            catch (RefusedException e)
            {
                refused ??= e;
            }
        }

        _walks = next.Count > 0 ? next : throw refused ?? new RefusedException("nothing explains it");
        Conclude(told);
        _walks = [.. _walks.Select(walk => walk with { Followed = walk.Followed.Add(StepOf(walk, recorded)), Steps = [] })];
        if (_walks.Count > 1)
        {
            return [];
        }

        ImmutableList<TraceStep> decided = _walks[0].Followed;
        _walks[0] = _walks[0] with { Followed = [] };
        return decided;
    }

    /// <summary>The model's configuration, by the rules of the index.</summary>
    public MergePipelineBounds Bounds() => _options.Bounds with
    {
        Windows = Math.Max(1, _book.WindowCount),
        MaximumInputs = _rules.MaximumInputs,
        MaximumFinalizeMerges = _rules.MaximumFinalMerges,
        MaximumLevel = _rules.MaximumLevel,
        MaximumTries = _rules.MaximumTries,
        Withdrawals = _withdrawn.Count > 0 || _rules.Retention is not null ? MergePipelineBounds.Unbounded : _options.Bounds.Withdrawals,
    };

    private TraceStep StepOf(Walk walk, RecordedEvent recorded) => new(recorded, Index, walk.Steps, walk.State, _walks.Count, IdOf) { Bounds = Bounds() };

    /// <summary>What must be known before any behaviour is asked.</summary>
    private void Prepare(StampedEvent told)
    {
        switch (told.Event)
        {
            case PipelineEvent.LeaseTaken taken when !_isLeaseKnown:
                IsFromTheStart = taken.Epoch == 1;
                _isLeaseKnown = true;
                _walks = [.. _walks.Select(walk => walk.Given(walk.State with { Lease = checked((int)taken.Epoch) - 1 }))];
                break;
            case PipelineEvent.IndexAttached attached:
                _rules = attached.Rules;
                break;
            case PipelineEvent.SplitsWithdrawn withdrawn:
                foreach (SplitId split in withdrawn.Splits.Where(split => !_withdrawn.Add(split)))
                {
                    throw new RefusedException($"split {split} is withdrawn twice");
                }

                break;
        }
    }

    private void Conclude(StampedEvent told)
    {
        switch (told.Event)
        {
            case PipelineEvent.LeaseTaken:
                _holder = told.Pipeline;
                _silentLives -= _untoldLeases;
                break;
            case PipelineEvent.IndexAttached:
                _wasAttached = true;
                break;
            case PipelineEvent.SplitsIngested ingested:
                _untold.ExceptWith(ingested.Outputs.Select(split => split.Id));
                break;
        }
    }

    private IEnumerable<Walk> Explain(Walk walk, StampedEvent told) => told.Event switch
    {
        PipelineEvent.GenerationBegan or PipelineEvent.IndexDetached => [told.Pipeline == _holder ? Ended(walk) : walk],
        PipelineEvent.LeaseTaken taken => TakeLease(walk, taken),

        // By one that has lost the index, and does not know yet.
        PipelineEvent.IndexAttached or PipelineEvent.SplitsHeard or PipelineEvent.MergePlanned or PipelineEvent.MergeRefused or PipelineEvent.MergeUploaded
            when told.Pipeline != _holder => [walk],
        PipelineEvent.IndexAttached attached => [Attach(walk, attached, told)],
        PipelineEvent.SplitsIngested ingested => Ingest(walk, ingested),
        PipelineEvent.SplitsHeard heard => [Hear(walk, heard, told.Time)],
        PipelineEvent.MergePlanned planned => [Plan(walk, planned)],
        PipelineEvent.MergeClaimed claimed => [Claim(walk, claimed)],
        PipelineEvent.MergeRefused refused => [Refuse(walk, refused)],
        PipelineEvent.MergeStaged staged => [Stage(walk, staged)],
        PipelineEvent.MergeUploaded uploaded => [Upload(walk, uploaded)],
        PipelineEvent.MergePublished published => [Publish(walk, published, told.Time)],
        PipelineEvent.MergeEnded ended => [End(walk, ended)],
        PipelineEvent.SplitQuarantined quarantined => [Quarantine(walk, quarantined)],
        PipelineEvent.SplitSetAside aside => [HearOfAside(walk, aside, told)],
        PipelineEvent.SplitsWithdrawn withdrawn => Withdraw(walk, withdrawn, told.Time),
        PipelineEvent.SplitsCollected collected => Collect(walk, collected, told.Time),
        PipelineEvent.PlannerDisconnected => [IsOf(walk, told) ? walk.Then(new MergeAction.DisconnectMergePlanner()) : walk],
        PipelineEvent.FinalMergesPlanned final => FinishPlanning(walk, final, told),
        PipelineEvent.Drained => [IsOf(walk, told) ? walk.Then(new MergeAction.DrainComplete()) : walk],
        _ => [walk],
    };

    /// <summary>Whether an event of a whole process concerns this index: that process merges it now.</summary>
    private bool IsOf(Walk walk, StampedEvent told) => walk.IsAttached && told.Pipeline == _holder;

    /// <summary>The merge of an operation.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    private MergeInFlight MergeOf(Walk walk, OperationId operation)
    {
        ToldMerge told = ToldOf(operation);
        return walk.State.Merges.FirstOrDefault(merge => merge.Lease == told.Lease && merge.Inputs.SequenceEqual(told.Inputs))
            ?? throw new RefusedException($"{operation}, which merges {string.Join(", ", told.ToldInputs)}, is over or was forgotten");
    }

    private ToldMerge ToldOf(OperationId operation) => _merges.GetValueOrDefault(operation) ?? throw new RefusedException($"{operation} was never planned");

    /// <summary>A split that nobody told of as ingested: somebody whose record is not here ingested it, or will tell of it.</summary>
    private Walk Introduce(Walk walk, EventSplit split)
    {
        if (_options.IsClosed && !_ingested.Contains(split.Id))
        {
            throw new RefusedException($"split {split.Id} was ingested by nobody");
        }

        if (split.Level != 0)
        {
            throw new RefusedException(FormattableString.Invariant($"split {split.Id} of level {split.Level} is the output of no merge that was told of"));
        }

        walk = Add(walk, split);
        _untold.Add(split.Id);
        return walk;
    }

    /// <summary>A new split: published, and in the book.</summary>
    private Walk Add(Walk walk, EventSplit split)
    {
        int window = _book.WindowOf(split);
        walk = Widened(walk);
        int number = walk.State.NextId;
        walk = walk.Then(new MergeAction.IngestSplit(window, RowsOf(split)));
        if (!_book.TryGetNumber(split.Id, out int known))
        {
            _book.Add(split, number);
        }
        else if (known != number)
        {
            throw new InvalidOperationException($"behaviours disagree about the number of {split.Id}");
        }

        return split.Scope is null ? walk.Then(new MergeAction.MatureSplit(number)) : walk;
    }

    private Walk Widened(Walk walk)
    {
        int missing = _book.WindowCount - walk.State.Visible.Length;
        return missing <= 0
            ? walk
            : walk with { State = walk.State with { Visible = walk.State.Visible.AddRange(Enumerable.Repeat(ImmutableSortedSet<int>.Empty, missing)) } };
    }

    private static int RowsOf(EventSplit split) => split.RowCount is >= 0 and <= int.MaxValue
        ? (int)split.RowCount
        : throw new RefusedException(FormattableString.Invariant($"split {split.Id} has {split.RowCount} rows; at most {int.MaxValue} can be judged"));

    /// <summary>Whether a behaviour has a split already: of several, the first that learns of one gives it its number.</summary>
    private bool Has(Walk walk, SplitId split) => _book.TryGetNumber(split, out int number) && walk.State.Splits.ContainsKey(number);

    private static IEnumerable<int> Visible(PipelineState state) => state.Visible.SelectMany(window => window);
}
