namespace Tenon.Invariants.Recording;

/// <summary>Writes violations as lines of text, for a log. Ends when it is disposed. Safe for any number of threads.</summary>
/// <remarks>
/// A check that fails in a loop does not fill the log: of each invariant the first ten violations are written, then those whose ordinal is a power of two.
/// </remarks>
public sealed class ViolationWriter : IDisposable
{
    private const long AlwaysWritten = 10;

    private readonly Lock _lock = new();
    private readonly Action<string> _write;
    private readonly long[] _counts = new long[InvariantRegistry.All.Length];

    /// <summary>Begins to write.</summary>
    /// <param name="write">Is given each line, without a line end; one at a time.</param>
    public ViolationWriter(Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        _write = write;
        Invariant.Violated += Write;
    }

    /// <summary>Begins to write.</summary>
    /// <param name="writer">Where to; it is flushed after each line, and not closed.</param>
    public ViolationWriter(TextWriter writer)
        : this(WriteAndFlush(writer))
    {
    }

    /// <inheritdoc/>
    public void Dispose() => Invariant.Violated -= Write;

    private static Action<string> WriteAndFlush(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return line =>
        {
            writer.WriteLine(line);
            writer.Flush();
        };
    }

    private void Write(InvariantViolation violation)
    {
        lock (_lock)
        {
            long count = ++_counts[(int)violation.Id];
            if (count <= AlwaysWritten || long.IsPow2(count))
            {
                _write($"invariant {violation.ToString().ReplaceLineEndings(" ")}{(count > 1 ? $" (violation {count} of it)" : "")}");
            }
        }
    }
}
