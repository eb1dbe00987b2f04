namespace Tenon.Tla.Values;

/// <summary>A function. Tuples, sequences and records are functions whose domain is 1..n or a set of strings.</summary>
internal abstract class FunctionValue : Value
{
    public sealed override ValueKind Kind => ValueKind.Function;

    public abstract SetValue Domain { get; }

    /// <summary>The value for the argument.</summary>
    /// <exception cref="EvaluationException">The argument is not in the domain.</exception>
    public abstract Value Apply(Value argument);

    /// <summary>The function with its values in memory.</summary>
    /// <exception cref="EvaluationException">The domain cannot be enumerated, or a value cannot be computed.</exception>
    public abstract FiniteFunction ToFinite();

    protected EvaluationException NotInDomain(Value argument) => new(
        $"Attempted to apply the function\n{ValueText.Short(this)}\nto {argument.Describe()}, which is not in its domain {ValueText.Short(Domain)}");
}
