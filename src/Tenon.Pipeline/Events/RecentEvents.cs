using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Tenon.Pipeline.Events;

/// <summary>Keeps the latest events, for whoever has to explain what went wrong. Thread-safe.</summary>
public sealed class RecentEvents : IEventSink
{
    /// <summary>Events that are kept: some hundred merges, well under a megabyte.</summary>
    public const int Capacity = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<StampedEvent> _events = new();

    /// <inheritdoc/>
    public void Write(StampedEvent happened)
    {
        lock (_gate)
        {
            _events.Enqueue(happened);
            if (_events.Count > Capacity)
            {
                _events.Dequeue();
            }
        }
    }

    /// <summary>The latest events, the oldest first, each as JSON.</summary>
    /// <returns>The texts.</returns>
    public ImmutableArray<string> ToJson()
    {
        StampedEvent[] events;
        lock (_gate)
        {
            events = [.. _events];
        }

        var bytes = new ArrayBufferWriter<byte>();
        var texts = ImmutableArray.CreateBuilder<string>(events.Length);
        foreach (StampedEvent each in events)
        {
            bytes.ResetWrittenCount();
            EventJson.Write(each, bytes);
            texts.Add(Encoding.UTF8.GetString(bytes.WrittenSpan));
        }

        return texts.MoveToImmutable();
    }
}
