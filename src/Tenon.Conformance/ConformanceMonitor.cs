using System.Threading.Channels;
using Tenon.Conformance.Reading;
using Tenon.Conformance.Replaying;
using Tenon.Pipeline.Events;
using Tenon.Splits;

namespace Tenon.Conformance;

/// <summary>Judges a process while it runs: each event it tells must be a step of the model. It looks on, and stops nothing.</summary>
/// <remarks>
/// Events are taken without waiting and judged by a task of their own. When it falls behind, or an index has more splits than it can judge one by one, it says
/// so and judges no more: what it does not see it cannot vouch for. What others ingest is not told by this process, so a split nobody told of may be theirs.
/// </remarks>
public sealed class ConformanceMonitor : IEventSink, IAsyncDisposable
{
    /// <summary>Events that may wait to be judged.</summary>
    public const int Capacity = 10_000;

    /// <summary>Splits of one index, replaced ones included, above which it is judged no more: each step is judged with all of them.</summary>
    public const int MaximumSplits = 20_000;

    private readonly Channel<StampedEvent> _events = Channel.CreateBounded<StampedEvent>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Dictionary<IndexUid, IndexReplay> _replays = [];
    private readonly HashSet<IndexUid> _ended = [];
    private readonly Action<string> _log;
    private readonly Task _judging;
    private long _judged;
    private int _divergences;
    private volatile bool _isBehind;

    /// <summary>A monitor.</summary>
    /// <param name="log">Hears of what is wrong, and of what is not judged any more.</param>
    public ConformanceMonitor(Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(log);
        _log = log;
        _judging = Task.Run(JudgeAsync);
    }

    /// <summary>Events that were judged.</summary>
    public long JudgedCount => Interlocked.Read(ref _judged);

    /// <summary>Events that no behaviour of the model explains. After one, its index is judged no more.</summary>
    public int DivergenceCount => Volatile.Read(ref _divergences);

    /// <inheritdoc/>
    public void Write(StampedEvent happened)
    {
        if (!_isBehind && !_events.Writer.TryWrite(happened))
        {
            _isBehind = true;
        }
    }

    /// <summary>Judges what was told until now, and ends.</summary>
    /// <returns>When it is done.</returns>
    public async ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        await _judging;
    }

    private async Task JudgeAsync()
    {
        await foreach (StampedEvent told in _events.Reader.ReadAllAsync())
        {
            if (_isBehind)
            {
                _log(FormattableString.Invariant($"the monitor fell behind after {JudgedCount} events, and judges no more"));
                return;
            }

            Judge(RecordedEvent.Of(told));
            Interlocked.Increment(ref _judged);
        }
    }

    private void Judge(RecordedEvent recorded)
    {
        if (recorded.Stamped.Event.Index is IndexUid index && !_ended.Contains(index) && !_replays.ContainsKey(index))
        {
            _replays.Add(index, new IndexReplay(index, new TraceOptions(), Array.Empty<EventSplit>().ToLookup(split => split.Id), int.MaxValue));
        }

        foreach (IndexReplay replay in _replays.Values.Where(replay => recorded.Stamped.Event.Index is null || recorded.Stamped.Event.Index == replay.Index).ToArray())
        {
            try
            {
                replay.Follow(recorded);
                if (replay.State.Splits.Count > MaximumSplits)
                {
                    _log(FormattableString.Invariant($"index {replay.Index} has more than {MaximumSplits} splits, and is monitored no more"));
                    End(replay);
                }
            }
            catch (RefusedException e)
            {
                Interlocked.Increment(ref _divergences);
                _log($"what was told of index {replay.Index} is no behaviour of the model: {TraceReplay.TextOf(recorded.Stamped)}: {e.Message}");
                End(replay);
            }
#pragma warning disable CA1031 // An error of the monitor must not be one of the process that it looks at.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _log($"index {replay.Index} is monitored no more, by an error of this program: {e}");
                End(replay);
            }
        }
    }

    private void End(IndexReplay replay)
    {
        _replays.Remove(replay.Index);
        _ended.Add(replay.Index);
    }
}
