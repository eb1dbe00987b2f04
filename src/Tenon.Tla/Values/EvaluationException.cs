using Tenon.Tla.Syntax;

namespace Tenon.Tla.Values;

/// <summary>An expression has no value: the specification is at fault, not this program. The message names the values found and expected.</summary>
internal class EvaluationException : Exception
{
    private const int MaximumSpans = 200;
    private readonly List<SourceSpan> _spans = [];

    public EvaluationException(string message)
        : base(message)
    {
    }

    public EvaluationException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The expressions that were being evaluated, from the inside out.</summary>
    public IReadOnlyList<SourceSpan> Spans => _spans;

    /// <summary>Notes an expression that the failure leaves. Always false: for filters of exceptions, which see them before anything is unwound.</summary>
    public bool Leaves(SourceSpan span)
    {
        if (span.Source is not null && _spans.Count < MaximumSpans && (_spans.Count == 0 || _spans[^1] != span))
        {
            _spans.Add(span);
        }

        return false;
    }
}
