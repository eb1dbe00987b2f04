using System.Linq.Expressions;

namespace Tenon.Tla.Compilation;

/// <summary>Variables of the code that keep a value once it is computed.</summary>
/// <param name="isKnown">Whether it is computed.</param>
internal sealed class Memory(ParameterExpression isKnown)
{
    private readonly Dictionary<Type, ParameterExpression> _kept = [];

    public ParameterExpression IsKnown => isKnown;

    /// <summary>The variable; the code for one expression always has one type.</summary>
    public ParameterExpression Of(Type type, Emitter emitter)
    {
        if (!_kept.TryGetValue(type, out ParameterExpression? variable))
        {
            variable = _kept.Count == 0 ? emitter.NewVariable(type) : throw new NotCompilableException("an expression with code of two types");
            _kept.Add(type, variable);
        }

        return variable;
    }
}
