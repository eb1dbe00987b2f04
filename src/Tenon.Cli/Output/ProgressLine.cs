using System.Globalization;
using Tenon.Cli.Parsing;
using Tenon.Pipeline.Operations;

namespace Tenon.Cli.Output;

/// <summary>Shows how far a run is: one line that changes on a terminal, a plain line now and then in a pipe. Thread-safe.</summary>
internal sealed class ProgressLine : IProgress<CompactionProgress>, IDisposable
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PipeInterval = TimeSpan.FromSeconds(5);

    private readonly TextWriter _output;
    private readonly TerminalLine _line;
    private readonly TimeProvider _clock;
    private readonly long _began;
    private readonly Lock _gate = new();
    private long _shown;
    private string _phase = "";
    private long _phaseBegan;

    public ProgressLine(TextWriter output, bool isTerminal, TimeProvider clock)
    {
        (_output, _line, _clock) = (output, new TerminalLine(output, isTerminal), clock);
        _began = _shown = _phaseBegan = clock.GetTimestamp();
    }

    public void Report(CompactionProgress value)
    {
        lock (_gate)
        {
            if (value.Step.Phase != _phase)
            {
                (_phase, _phaseBegan) = (value.Step.Phase, _clock.GetTimestamp());
            }

            if (_clock.GetElapsedTime(_shown) >= (_line.IsTerminal ? TerminalInterval : PipeInterval))
            {
                _shown = _clock.GetTimestamp();
                Show(Describe(value));
            }
        }
    }

    /// <summary>Takes the changing line away.</summary>
    public void Dispose() => _line.Dispose();

    private void Show(string text)
    {
        if (_line.IsTerminal)
        {
            _line.Show(text);
        }
        else
        {
            _output.WriteLine(text);
        }
    }

    private string Describe(CompactionProgress value)
    {
        double fraction = value.Step.RowsTotal > 0 ? (double)value.Step.RowsDone / value.Step.RowsTotal : 0;
        long bytes = value.BytesDone + (long)(fraction * value.BytesNow);
        double seconds = _clock.GetElapsedTime(_phaseBegan).TotalSeconds;
        string rate = seconds > 0.2 ? string.Create(CultureInfo.InvariantCulture, $", {ByteSize.Format((long)(fraction * value.BytesNow / seconds))}/s") : "";
        string scope = value.Scope.Length > 0 ? " " + value.Scope : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{value.Step.Phase}{scope}: {value.FilesDone + (int)(fraction * value.FilesNow)}/{value.FilesTotal} files, {value.Step.RowsDone:N0}/{value.Step.RowsTotal:N0} rows, {ByteSize.Format(bytes)}/{ByteSize.Format(value.BytesTotal)}{rate}{Left(value, fraction, seconds)}");
    }

    /// <summary>Time left of this phase and of the files after it, at the pace of this phase. Too early to say is not said.</summary>
    private string Left(CompactionProgress value, double fraction, double seconds)
    {
        if (fraction < 0.02 || seconds < 0.5 || _clock.GetElapsedTime(_began).TotalSeconds < 1)
        {
            return "";
        }

        double perByte = seconds / (fraction * Math.Max(1, value.BytesNow));
        double left = perByte * (((1 - fraction) * value.BytesNow) + Math.Max(0, value.BytesTotal - value.BytesDone - value.BytesNow));
        return ", " + Duration.Format(TimeSpan.FromSeconds(Math.Min(left, 1e9))) + " left";
    }
}
