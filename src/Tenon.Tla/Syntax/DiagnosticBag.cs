namespace Tenon.Tla.Syntax;

/// <summary>What was found wrong so far. Not thread-safe.</summary>
internal sealed class DiagnosticBag
{
    /// <summary>After this many errors the rest are more likely to follow from them than to be news.</summary>
    private const int MaximumErrors = 20;

    private readonly List<Diagnostic> _all = [];
    private readonly HashSet<(SourceSpan, string)> _known = [];

    public IReadOnlyList<Diagnostic> All => _all;

    public int ErrorCount { get; private set; }

    public bool HasErrors => ErrorCount > 0;

    public bool IsFull => ErrorCount >= MaximumErrors;

    /// <summary>Adds one, unless the same was said of the same place before: modules are resolved once for each instance.</summary>
    public void Add(Diagnostic diagnostic)
    {
        if ((IsFull && !diagnostic.IsWarning) || !_known.Add((diagnostic.Span, diagnostic.Message)))
        {
            return;
        }

        _all.Add(diagnostic);
        ErrorCount += diagnostic.IsWarning ? 0 : 1;
    }

    public void Error(SourceSpan span, string message, string? hint = null) => Add(new Diagnostic(span, message, hint));

    public void Warn(SourceSpan span, string message, string? hint = null) => Add(new Diagnostic(span, message, hint, IsWarning: true));
}
