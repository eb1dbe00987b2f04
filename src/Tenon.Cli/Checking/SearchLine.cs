using System.Globalization;
using Tenon.Checking;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;

namespace Tenon.Cli.Checking;

/// <summary>Shows how far a search is: one line that changes on a terminal, nothing in a pipe. Thread-safe.</summary>
internal sealed class SearchLine(TextWriter output, bool isTerminal) : IProgress<CheckProgress>, IDisposable
{
    private readonly TerminalLine _line = new(output, isTerminal);

    public void Report(CheckProgress value) => _line.Show(string.Create(
        CultureInfo.InvariantCulture,
        $"{value.StateCount:N0} states{Estimate(value)}, {value.StatesPerSecond:N0}/s, depth {value.Depth}, {value.WaitingStateCount:N0} waiting, {ByteSize.Format(value.MemoryBytes)}, {value.Elapsed.TotalSeconds:0} s"));

    private static string Estimate(CheckProgress value) =>
        value.EstimatedStateCount is long estimate ? string.Create(CultureInfo.InvariantCulture, $" of perhaps {estimate:N0}") : "";

    /// <summary>Takes the line away.</summary>
    public void Dispose() => _line.Dispose();
}
