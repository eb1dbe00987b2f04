using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Tenon.Invariants.Recording;

/// <summary>Where and how a <see cref="DogStatsdRecorder"/> sends. Immutable.</summary>
public sealed record DogStatsdOptions
{
    /// <summary>The port on which agents listen.</summary>
    public const int DefaultPort = 8125;

    // These separate the parts of a line, and lines.
    private static readonly SearchValues<char> Separators = SearchValues.Create("|#,@\n\r");

    /// <summary>Where to: an address with a port, by UDP, or the path of a Unix datagram socket. By default the agent on this machine, by UDP.</summary>
    public EndPoint Endpoint { get; init; } = new IPEndPoint(IPAddress.Loopback, DefaultPort);

    /// <summary>What the names of the metrics begin with, without the dot; empty for nothing. By default <c>tenon</c>, so <c>tenon.invariant.checked</c>.</summary>
    public string Prefix { get; init; } = "tenon";

    /// <summary>Tags of every metric, such as <c>node:a1</c>, besides the one that names the invariant.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>How often counts are sent; by default every 10 seconds, as agents aggregate.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock of <see cref="Interval"/>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Bytes of a datagram: by UDP what an Ethernet frame holds, by a Unix socket what agents read at once.</summary>
    internal int MaximumDatagramBytes => Endpoint.AddressFamily == AddressFamily.Unix ? 8192 : 1432;

    /// <summary>Refuses what no metric's line can hold.</summary>
    /// <exception cref="ArgumentException">A prefix or tag is malformed or too long, or the interval is not positive.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Endpoint);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Interval, TimeSpan.Zero);
        foreach (string text in Tags.Append(Prefix))
        {
            if (text.AsSpan().ContainsAny(Separators))
            {
                throw new ArgumentException($"'{text}' holds a character that separates parts of a metric: one of | # , @ or a line end");
            }
        }

        int length = Prefix.Length + Tags.Sum(tag => tag.Length + 1);
        if (length > 1000)
        {
            throw new ArgumentException($"prefix and tags have {length} characters; 1000 fit into a datagram with the rest of a metric");
        }
    }
}
