namespace Tenon.Pipeline.Events;

/// <summary>Who hears of events.</summary>
public interface IEventSink
{
    /// <summary>Takes an event. Called by one thread at a time, in order of sequence; returns soon, and does not throw.</summary>
    /// <param name="happened">The event.</param>
    public void Write(StampedEvent happened);
}

/// <summary>The events of one process, in one order. Thread-safe.</summary>
/// <remarks>Whoever has something to tell asks first whether someone listens, which is one predicted branch:
/// <code>if (events.IsOn) { events.Emit(new PipelineEvent.Drained()); }</code></remarks>
public sealed class EventStream
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly IEventSink[] _sinks;
    private long _sequence;
    private long _generation;

    /// <summary>A stream.</summary>
    /// <param name="pipeline">Names the process; differs for each.</param>
    /// <param name="clock">Says when.</param>
    /// <param name="sinks">Who hears of events; none for nobody.</param>
    public EventStream(string pipeline, TimeProvider clock, params IEnumerable<IEventSink> sinks)
    {
        ArgumentException.ThrowIfNullOrEmpty(pipeline);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(sinks);
        (Pipeline, _clock, _sinks) = (pipeline, clock, [.. sinks]);
        IsOn = _sinks.Length > 0;
    }

    /// <summary>Names the process.</summary>
    public string Pipeline { get; }

    /// <summary>Whether someone listens.</summary>
    public bool IsOn { get; }

    /// <summary>Begins a new life of the pipeline, whose number the events that follow bear.</summary>
    /// <returns>Its number, from 1.</returns>
    public long BeginGeneration()
    {
        lock (_gate)
        {
            _generation++;
        }

        if (IsOn)
        {
            Emit(new PipelineEvent.GenerationBegan());
        }

        return _generation;
    }

    /// <summary>Tells an event to all who listen.</summary>
    /// <param name="happened">What has happened, and is durable.</param>
    public void Emit(PipelineEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        lock (_gate)
        {
            var stamped = new StampedEvent(Pipeline, _generation, ++_sequence, _clock.GetUtcNow(), happened);
            foreach (IEventSink sink in _sinks)
            {
                sink.Write(stamped);
            }
        }
    }
}
