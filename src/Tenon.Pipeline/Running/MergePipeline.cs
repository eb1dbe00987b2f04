using System.Collections.Immutable;
using System.Threading.Channels;
using Tenon.Invariants;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Core.Judging;
using Tenon.Pipeline.Core.Memory;
using Tenon.Pipeline.Events;
using Tenon.Splits;

namespace Tenon.Pipeline.Running;

/// <summary>One life of the pipeline: a loop that owns the core's memory, and the work that the core wants done.</summary>
/// <remarks>
/// <code>
/// arrivals, answers, time --> one bounded inbox --> core --> judged --> effects, each a task of its own --> answers
/// </code>
/// The loop awaits nothing but its inbox, so whoever waits for space there gets it. A step that violates an invariant is refused: its memory is not kept and
/// none of its effects is carried out, and this life ends; the next one begins from what the metastore says. Arrivals that are heard while their index is
/// being attached wait until it is, for the list that it is attached with may lack them.
/// </remarks>
internal sealed partial class MergePipeline
{
    /// <summary>Orphaned outputs that are remembered for the audit; those before are the collector's alone.</summary>
    private const int RememberedOrphans = 10_000;

    private readonly RunSettings _settings;
    private readonly PipelineServices _services;
    private readonly Performer _performer;
    private readonly Channel<Message> _inbox;
    private readonly CancellationTokenSource _life;
    private readonly CancellationToken _ended;
    private readonly Dictionary<IndexUid, IndexAttachment> _attached = [];
    private readonly Dictionary<long, MergeWork> _work = [];
    private readonly Dictionary<IndexUid, Dictionary<SplitId, ListedSplit>> _lockedWhileListing = [];
    private readonly Queue<SplitId> _orphans = new();
    private readonly Dictionary<IndexUid, long> _rewrittenRows = [];
    private readonly HashSet<Task> _tasks = [];
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _holding = new();
    private readonly Dictionary<IndexUid, List<ListedSplit>> _held = [];
    private CoreMemory _memory = CoreMemory.Empty;
    private long _missedArrivals;

    public MergePipeline(RunSettings settings, PipelineServices services, CancellationToken cancellationToken)
    {
        (_settings, _services) = (settings, services);
        _performer = new Performer(settings, services);
        _inbox = Channel.CreateBounded<Message>(new BoundedChannelOptions(settings.InboxCapacity) { SingleReader = true });
        _life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ended = _life.Token;
    }

    /// <summary>What the core remembers now. Immutable, so it may be looked at by anyone.</summary>
    public CoreMemory Memory => Volatile.Read(ref _memory);

    /// <summary>How many merges this life has published.</summary>
    public long PublishedMerges { get; private set; }

    /// <summary>Arrivals that were not taken because there was no space, and are left to the next comparison.</summary>
    public long MissedArrivals => Interlocked.Read(ref _missedArrivals);

    /// <summary>When nothing runs any more, and nothing will.</summary>
    public Task Drained => _drained.Task;

    /// <summary>How far the merges are that are being written, by number.</summary>
    public MergeProgress Progress { get; } = new();

    /// <summary>Runs until it is drained, cancelled, or fails.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync()
    {
        Task ticking = StartTask(TickAsync);
        try
        {
            await foreach (Message message in _inbox.Reader.ReadAllAsync(_ended))
            {
                message(this);
                if (_memory.IsDrained)
                {
                    Tell(new PipelineEvent.Drained());
                    _drained.SetResult();
                    return;
                }
            }
        }
        finally
        {
            await EndAsync(ticking);
        }
    }

    /// <summary>Begins to hold what arrives of an index, until it is attached or that is given up.</summary>
    public void Hold(IndexUid index)
    {
        lock (_holding)
        {
            _held.TryAdd(index, []);
        }
    }

    /// <summary>Gives up attaching an index.</summary>
    public void Unhold(IndexUid index)
    {
        lock (_holding)
        {
            _held.Remove(index);
        }
    }

    /// <summary>Attaches an index, for which <see cref="Hold"/> was called before its splits were listed.</summary>
    /// <returns>When it is attached.</returns>
    public async Task AttachAsync(IndexAttachment index)
    {
        var attached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(pipeline =>
        {
            pipeline.Attach(index);
            attached.SetResult();
        });
        await attached.Task.WaitAsync(_ended);
    }

    /// <summary>Detaches an index; nothing happens if it is not attached.</summary>
    public ValueTask DetachAsync(IndexUid index, string reason) => SendAsync(pipeline => pipeline.Detach(index, reason));

    /// <summary>Tells that an ingest was published. Never waits: what there is no space for is found by the next comparison.</summary>
    public void Arrive(IndexUid index, ImmutableArray<ListedSplit> splits)
    {
        lock (_holding)
        {
            if (_held.TryGetValue(index, out List<ListedSplit>? held))
            {
                int taken = Math.Min(splits.Length, _settings.HeldArrivals - held.Count);
                held.AddRange(splits.AsSpan(0, taken));
                Interlocked.Add(ref _missedArrivals, splits.Length - taken);
                return;
            }
        }

        if (!_inbox.Writer.TryWrite(pipeline => pipeline.Take(new CoreInput.Arrived(pipeline.Now, index, splits))))
        {
            Interlocked.Add(ref _missedArrivals, splits.Length);
        }
    }

    /// <summary>Tells that published splits were withdrawn. Never waits, as above.</summary>
    public void Withdraw(IndexUid index, ImmutableArray<SplitId> splits) =>
        _inbox.Writer.TryWrite(pipeline => pipeline.Take(new CoreInput.Withdrawn(pipeline.Now, index, splits)));

    /// <summary>Tells that a split was set aside, because its bytes are damaged or missing. Never waits, as above.</summary>
    public void SetAside(IndexUid index, SplitId split, string reason) => _inbox.Writer.TryWrite(pipeline =>
    {
        // Told of on the loop: before this it may be planned, after it no more.
        pipeline.Tell(new PipelineEvent.SplitFoundDamaged(split, reason) { Index = index });
        pipeline.Take(new CoreInput.Withdrawn(pipeline.Now, index, [split]));
    });

    /// <summary>Begins the two steps of a graceful stop.</summary>
    public async ValueTask StopAsync(bool mergeRest)
    {
        await SendAsync(pipeline => pipeline.Take(new CoreInput.Disconnect(pipeline.Now)));
        await SendAsync(pipeline => pipeline.Take(new CoreInput.Finalize(pipeline.Now, mergeRest)));
    }

    /// <summary>Looks at what is attached and under way, on the loop.</summary>
    public async Task<PipelineSnapshot> SnapshotAsync()
    {
        var taken = new TaskCompletionSource<PipelineSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(pipeline => taken.SetResult(new PipelineSnapshot(
            pipeline._memory,
            [.. pipeline._attached.Values.OrderBy(index => index.Uid)],
            [.. pipeline._work.OrderBy(pair => pair.Key).Select(pair => pair.Value)],
            [.. pipeline._orphans],
            pipeline._rewrittenRows.ToImmutableDictionary())));
        return await taken.Task.WaitAsync(_ended);
    }

    /// <summary>Judges all of the memory, on the loop.</summary>
    public ValueTask AuditAsync() => SendAsync(pipeline => Require(CoreJudge.Audit(pipeline._memory)));

    private DateTimeOffset Now => _services.Clock.GetUtcNow();

    /// <exception cref="OperationCanceledException">This life has ended.</exception>
    private async ValueTask SendAsync(Message message)
    {
        try
        {
            await _inbox.Writer.WriteAsync(message, _ended);
        }
        catch (ChannelClosedException e)
        {
            throw new OperationCanceledException("the pipeline has ended", e);
        }
    }

    /// <summary>Gives the core an input, judges what follows, and does it.</summary>
    private void Take(CoreInput input)
    {
        CoreMemory before = _memory;
        CoreStep step = MergeCore.Handle(_settings.Core, before, input);
        Require(CoreJudge.Step(before, step.Memory));
        Require(CoreJudge.Input(before, input, step.Memory));
        Volatile.Write(ref _memory, step.Memory);
        if (_services.Events.IsOn)
        {
            TellOf(before, input, step.Memory);
        }

        if (!ReferenceEquals(before.Merges, step.Memory.Merges))
        {
            foreach (long ended in before.Merges.Keys.Where(number => !step.Memory.Merges.ContainsKey(number)))
            {
                Release(ended);
            }
        }

        foreach (CoreEffect effect in step.Effects)
        {
            Perform(effect);
        }
    }

    private static void Require(ImmutableArray<CoreFinding> findings)
    {
        foreach (CoreFinding finding in findings)
        {
            Invariant.Check(finding.Holds, finding.Id, $"the core's memory, merge {finding.Merge}");
        }
    }

    private void Tell(PipelineEvent happened)
    {
        if (_services.Events.IsOn)
        {
            _services.Events.Emit(happened);
        }
    }

    private async Task TickAsync()
    {
        while (true)
        {
            await Task.Delay(_settings.TickInterval, _services.Clock, _ended);
            await SendAsync(pipeline => pipeline.Take(new CoreInput.Tick(pipeline.Now)));
        }
    }

    /// <summary>Ends everything that this life began, and waits for it.</summary>
    private async Task EndAsync(Task ticking)
    {
        _life.Cancel(); // Here and now, on the ambient scheduler.
        _inbox.Writer.TryComplete();
        Task[] rest;
        lock (_tasks)
        {
            rest = [.. _tasks];
        }

        foreach (Task task in rest.Append(ticking))
        {
            await Task.WhenAny(task); // What it threw was passed to the loop.
        }

        foreach (MergeWork work in _work.Values)
        {
            await _performer.ReleaseAsync(work);
            work.Dispose();
        }

        _work.Clear();
        _life.Dispose();
    }

    /// <summary>Something for the loop to do.</summary>
    private delegate void Message(MergePipeline pipeline);
}

/// <summary>What a pipeline has to do with at one moment. Immutable.</summary>
/// <param name="Memory">What the core remembers.</param>
/// <param name="Indexes">The attached indexes.</param>
/// <param name="Work">The merges under way, in the order in which they began.</param>
/// <param name="Orphans">Outputs of merges that ended without a result, the latest last.</param>
/// <param name="RewrittenRows">Rows that merges of this life have written and published, of each index.</param>
internal sealed record PipelineSnapshot(
    CoreMemory Memory, ImmutableArray<IndexAttachment> Indexes, ImmutableArray<MergeWork> Work, ImmutableArray<SplitId> Orphans, ImmutableDictionary<IndexUid, long> RewrittenRows);
