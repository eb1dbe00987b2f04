namespace Tenon.Cli.Output;

/// <summary>One line of a terminal that changes and is gone at the end; where there is no terminal, nothing. Thread-safe.</summary>
/// <param name="output">Where the line is shown.</param>
/// <param name="isTerminal">Whether that is a terminal.</param>
internal sealed class TerminalLine(TextWriter output, bool isTerminal) : IDisposable
{
    private readonly Lock _gate = new();
    private int _width;

    /// <summary>Whether the line can be seen.</summary>
    public bool IsTerminal => isTerminal;

    /// <summary>Puts a text in the place of the one before.</summary>
    public void Show(string text)
    {
        lock (_gate)
        {
            if (isTerminal)
            {
                output.Write("\r" + text.PadRight(_width)); // A shorter text does not cover a longer one: blanks do.
                output.Flush();
                _width = text.Length;
            }
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose() => Clear();

    /// <summary>Takes the line away until it is shown again, so that something else can be written.</summary>
    public void Clear()
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
