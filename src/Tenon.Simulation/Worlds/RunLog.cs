using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Tenon.Pipeline.Events;

namespace Tenon.Simulation.Worlds;

/// <summary>What happened in a run, line by line, and its hash: two runs are the same exactly if their hashes are.</summary>
/// <param name="copy">Who hears each line; null for nobody.</param>
internal sealed class RunLog(Action<string>? copy) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The hash so far, as hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Write(DateTimeOffset now, string line)
    {
        string text = FormattableString.Invariant($"{now:yyyy-MM-dd HH:mm:ss.ffffff} {line}\n");
        _hash.AppendData(Encoding.UTF8.GetBytes(text));
        copy?.Invoke(text);
    }

    public void Write(StampedEvent happened)
    {
        _bytes.ResetWrittenCount();
        EventJson.Write(happened, _bytes);
        _hash.AppendData(_bytes.WrittenSpan);
        copy?.Invoke(Encoding.UTF8.GetString(_bytes.WrittenSpan) + "\n");
    }

    public void Dispose() => _hash.Dispose();
}
