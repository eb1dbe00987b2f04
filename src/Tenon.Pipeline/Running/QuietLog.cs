using System.Globalization;

namespace Tenon.Pipeline.Running;

/// <summary>Drops lines that were written a short time ago, so that what fails every second does not fill a log (F-61); says later how often it did. Thread-safe.</summary>
/// <param name="write">Is given each line that is kept.</param>
/// <param name="clock">The time.</param>
internal sealed class QuietLog(Action<string> write, TimeProvider clock)
{
    private const int RememberedLines = 1000;
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset Written, int Dropped)> _lines = new(StringComparer.Ordinal);

    /// <summary>Writes a line, unless it was written within the last minute.</summary>
    public void Write(string line)
    {
        int dropped = 0;
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            if (_lines.TryGetValue(line, out (DateTimeOffset Written, int Dropped) known) && now - known.Written < Silence)
            {
                _lines[line] = (known.Written, known.Dropped + 1);
                return;
            }

            if (_lines.Count >= RememberedLines)
            {
                _lines.Clear();
            }

            dropped = known.Dropped;
            _lines[line] = (now, 0);
        }

        write(dropped == 0 ? line : string.Create(CultureInfo.InvariantCulture, $"{line} (and {dropped} times before)"));
    }
}
