using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Tenon.Invariants.Recording;

/// <summary>
/// Sends the counts to a DogStatsD agent: the counters <c>invariant.checked</c> and <c>invariant.violated</c>, tagged <c>invariant:</c> with the code.
/// </summary>
/// <remarks>
/// Checks know nothing of it: at each interval it sends by how much the counts have grown, in one line per invariant and counter, so neither the rate of
/// checks nor the agent costs them anything. Nothing is sent of what has not grown. What could not be sent is sent the next time. Safe for any number
/// of threads.
/// </remarks>
public sealed class DogStatsdRecorder : IDisposable
{
    private readonly DogStatsdOptions _options;
    private readonly Lock _lock = new();
    private readonly long[] _sentChecks = new long[InvariantRegistry.All.Length];
    private readonly long[] _sentViolations = new long[InvariantRegistry.All.Length];
    private readonly string _tagSuffix;
    private readonly ITimer _timer;
    private Socket? _socket;
    private bool _isDisposed;

    /// <summary>Begins to send, the first time after an interval: everything counted since the process began.</summary>
    /// <param name="options">Where and how.</param>
    /// <exception cref="ArgumentException">A prefix or tag is malformed or too long, or the interval is not positive.</exception>
    public DogStatsdRecorder(DogStatsdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _tagSuffix = string.Concat(options.Tags.Select(tag => $",{tag}"));
        _timer = options.Clock.CreateTimer(_ => Flush(), null, options.Interval, options.Interval);
    }

    /// <summary>How often a datagram could not be sent, because there was no agent, or it did not keep up.</summary>
    public long FailedSendCount { get; private set; }

    /// <summary>Sends now by how much the counts have grown since they were last sent.</summary>
    /// <returns>Whether all of it was sent. By UDP that says nothing of its arrival.</returns>
    public bool Flush()
    {
        lock (_lock)
        {
            return _isDisposed || SendGrowth();
        }
    }

    /// <summary>Sends once more, and ends.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                SendGrowth();
                _isDisposed = true;
                _timer.Dispose();
                _socket?.Dispose();
            }
        }
    }

    private bool SendGrowth()
    {
        StringBuilder datagram = new();
        List<(long[] Sent, int Index, long Count)> pending = [];
        bool isSent = true;
        for (int i = 0; i < InvariantRegistry.All.Length; i++)
        {
            InvariantInfo info = InvariantRegistry.All[i];
            Add("checked", _sentChecks, InvariantCounts.Checked(info.Id), info, i);
            Add("violated", _sentViolations, InvariantCounts.Violated(info.Id), info, i);
        }

        SendPending();
        return isSent;

        void Add(string counter, long[] sent, long count, InvariantInfo info, int index)
        {
            if (count == sent[index])
            {
                return;
            }

            string prefix = _options.Prefix.Length == 0 ? "" : _options.Prefix + ".";
            string line = string.Create(CultureInfo.InvariantCulture, $"{prefix}invariant.{counter}:{count - sent[index]}|c|#invariant:{info.Code}{_tagSuffix}\n");
            if (Encoding.UTF8.GetByteCount(line) + Encoding.UTF8.GetByteCount(datagram.ToString()) > _options.MaximumDatagramBytes)
            {
                SendPending();
            }

            datagram.Append(line);
            pending.Add((sent, index, count));
        }

        void SendPending()
        {
            if (datagram.Length > 0 && TrySend(Encoding.UTF8.GetBytes(datagram.ToString())))
            {
                pending.ForEach(each => each.Sent[each.Index] = each.Count);
            }
            else
            {
                isSent &= datagram.Length == 0;
            }

            datagram.Clear();
            pending.Clear();
        }
    }

    // An agent that is restarted has a new socket at the old path, so a failure lets go of the old one.
    private bool TrySend(byte[] datagram)
    {
        try
        {
            if (_socket is null)
            {
                bool isUnix = _options.Endpoint.AddressFamily == AddressFamily.Unix;
                Socket socket = isUnix
                    ? new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
                    : _options.Endpoint.AddressFamily == AddressFamily.Unspecified ? new(SocketType.Dgram, ProtocolType.Udp) : new(_options.Endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                _socket = socket;
                socket.Blocking = false; // An agent that does not keep up must not stop us.
                socket.Connect(_options.Endpoint);
            }

            return _socket.Send(datagram) == datagram.Length;
        }
        catch (SocketException)
        {
            FailedSendCount++;
            _socket?.Dispose();
            _socket = null;
            return false;
        }
    }
}
