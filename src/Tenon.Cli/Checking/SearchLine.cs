using System.Globalization;
using Tenon.Checking;

namespace Tenon.Cli.Checking;

/// <summary>Shows how far a search is: one line that changes on a terminal, nothing in a pipe. Thread-safe.</summary>
internal sealed class SearchLine(TextWriter output, bool isTerminal) : IProgress<CheckProgress>, IDisposable
{
    private readonly Lock _gate = new();
    private int _width;

    public void Report(CheckProgress value)
    {
        if (!isTerminal)
        {
            return;
        }

        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{value.StateCount:N0} states, {value.StatesPerSecond:N0}/s, depth {value.Depth}, {value.WaitingStateCount:N0} waiting, {Parsing.ByteSize.Format(value.MemoryBytes)}, {value.Elapsed.TotalSeconds:0} s");
        lock (_gate)
        {
            output.Write("\r" + text.PadRight(_width));
            output.Flush();
            _width = text.Length;
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_width > 0)
            {
                output.Write("\r" + new string(' ', _width) + "\r");
                output.Flush();
                _width = 0;
            }
        }
    }
}
