using System.Globalization;
using Tenon.Cli.Parsing;
using Tenon.Pipeline.Collection;

namespace Tenon.Cli.Output;

/// <summary>Shows on a terminal how far a collection is, on one line that is gone at the end. Thread-safe.</summary>
internal sealed class CollectionLine : IProgress<CollectionStep>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly TerminalLine _line;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private long? _shown;

    public CollectionLine(Terminal terminal, TimeProvider clock) => (_line, _clock) = (new TerminalLine(terminal.Messages, terminal.IsInteractive), clock);

    public void Report(CollectionStep value)
    {
        lock (_gate)
        {
            if (_line.IsTerminal && (_shown is not long shown || _clock.GetElapsedTime(shown) >= Interval))
            {
                _shown = _clock.GetTimestamp();
                _line.Show(string.Create(
                    CultureInfo.InvariantCulture, $"gc: {value.Subject}, {value.DeletedFiles:N0} files deleted, {ByteSize.Format(value.DeletedBytes)}"));
            }
        }
    }

    public void Dispose() => _line.Dispose();
}
