namespace Tenon.Tla.Values;

/// <summary>An expression has no value: the specification is at fault, not this program. The message names the values found and expected.</summary>
internal class EvaluationException : Exception
{
    public EvaluationException(string message)
        : base(message)
    {
    }

    public EvaluationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
