using System.Collections.Immutable;
using Tenon.Tla.Values;

namespace Tenon.Tla.Checking;

/// <summary>The permutations of model values that a SYMMETRY set gives, closed under composition: states that they make of one another count as one.</summary>
internal sealed class SymmetryPermutations
{
    private readonly ValueTable _values;
    private readonly ImmutableArray<Dictionary<Value, Value>> _permutations;

    private SymmetryPermutations(ValueTable values, ImmutableArray<Dictionary<Value, Value>> permutations) => (_values, _permutations) = (values, permutations);

    /// <summary>How many there are, the one that changes nothing not counted.</summary>
    public int Count => _permutations.Length;

    /// <summary>Reads a set of functions from model values to model values.</summary>
    /// <exception cref="EvaluationException">It is something else.</exception>
    public static SymmetryPermutations Of(Value set, ValueTable values)
    {
        if (set is not SetValue functions)
        {
            throw new EvaluationException($"SYMMETRY has to be a set of permutations, as Permutations(S) gives; found {set.Describe()}");
        }

        List<Dictionary<Value, Value>> generators = [];
        foreach (Value element in functions.ToFinite().Elements())
        {
            if (element is not FunctionValue function)
            {
                throw new EvaluationException($"SYMMETRY has to be a set of functions; found {element.Describe()} in it");
            }

            FiniteFunction finite = function.ToFinite();
            Dictionary<Value, Value> permutation = [];
            for (int i = 0; i < finite.Count; i++)
            {
                if (finite.FiniteDomain[i] is not ModelValue || finite.Values[i] is not ModelValue)
                {
                    throw new EvaluationException($"SYMMETRY has to permute model values; found {finite}");
                }

                if (!ReferenceEquals(finite.FiniteDomain[i], finite.Values[i]))
                {
                    permutation.Add(finite.FiniteDomain[i], finite.Values[i]);
                }
            }

            generators.Add(permutation);
        }

        return new SymmetryPermutations(values, Close(generators));
    }

    /// <summary>Of a state and all that permutations make of it, the one with the least words.</summary>
    /// <param name="state">The state.</param>
    /// <param name="least">Takes the words.</param>
    public ReadOnlySpan<ulong> Least(ReadOnlySpan<ulong> state, ulong[] least)
    {
        state.CopyTo(least);
        Span<ulong> other = state.Length <= 64 ? stackalloc ulong[state.Length] : new ulong[state.Length];
        foreach (Dictionary<Value, Value> permutation in _permutations)
        {
            // The comparison is decided by the first variable that differs; what follows then need not be permuted if it is greater.
            bool isLess = false;
            bool isGreater = false;
            for (int i = 0; i < state.Length && !isGreater; i++)
            {
                other[i] = Permuted(state[i], permutation);
                isGreater = !isLess && other[i] > least[i];
                isLess |= other[i] < least[i];
            }

            if (isLess)
            {
                other.CopyTo(least);
            }
        }

        return least;
    }

    /// <summary>The same of one value.</summary>
    public Value Least(Value value)
    {
        Value least = value;
        foreach (Dictionary<Value, Value> permutation in _permutations)
        {
            Value other = Permuted(value, permutation);
            least = _values.WordOf(other) < _values.WordOf(least) ? other : least;
        }

        return least;
    }

    private ulong Permuted(ulong word, Dictionary<Value, Value> permutation) => (word & 1) == 0 ? word : _values.WordOf(Permuted(_values.ValueOf(word), permutation));

    private static Value Permuted(Value value, Dictionary<Value, Value> permutation)
    {
        switch (value)
        {
            case ModelValue:
                return permutation.GetValueOrDefault(value, value);
            case FunctionValue function:
                FiniteFunction finite = function.ToFinite();
                return finite.IsTuple || finite.IsRecord ? WithValues(finite, permutation) : Rebuilt(finite, permutation);
            case SetValue set:
                SetBuilder builder = new();
                foreach (Value element in set.ToFinite().Elements())
                {
                    builder.Add(Permuted(element, permutation));
                }

                return builder.ToSet();
            default:
                return value;
        }
    }

    private static FiniteFunction WithValues(FiniteFunction function, Dictionary<Value, Value> permutation) =>
        new(function.FiniteDomain, [.. function.Values.ToArray().Select(value => Permuted(value, permutation))]);

    private static FiniteFunction Rebuilt(FiniteFunction function, Dictionary<Value, Value> permutation)
    {
        SetBuilder keys = new();
        Value[] permuted = new Value[function.Count];
        for (int i = 0; i < function.Count; i++)
        {
            permuted[i] = Permuted(function.FiniteDomain[i], permutation);
            keys.Add(permuted[i]);
        }

        FiniteSet domain = keys.ToSet();
        Value[] values = new Value[function.Count];
        for (int i = 0; i < function.Count; i++)
        {
            values[domain.IndexOf(permuted[i])] = Permuted(function.Values[i], permutation);
        }

        return new FiniteFunction(domain, values);
    }

    private static ImmutableArray<Dictionary<Value, Value>> Close(List<Dictionary<Value, Value>> generators)
    {
        Dictionary<string, Dictionary<Value, Value>> known = new(StringComparer.Ordinal);
        Queue<Dictionary<Value, Value>> waiting = new([[]]);
        while (waiting.TryDequeue(out Dictionary<Value, Value>? permutation))
        {
            if (!known.TryAdd(Key(permutation), permutation))
            {
                continue;
            }

            foreach (Dictionary<Value, Value> generator in generators)
            {
                waiting.Enqueue(Compose(permutation, generator));
            }
        }

        return [.. known.Values.Where(permutation => permutation.Count > 0)];
    }

    private static Dictionary<Value, Value> Compose(Dictionary<Value, Value> first, Dictionary<Value, Value> second)
    {
        Dictionary<Value, Value> composed = [];
        foreach (Value key in first.Keys.Union(second.Keys))
        {
            Value through = first.GetValueOrDefault(key, key);
            Value image = second.GetValueOrDefault(through, through);
            if (!ReferenceEquals(image, key))
            {
                composed.Add(key, image);
            }
        }

        return composed;
    }

    private static string Key(Dictionary<Value, Value> permutation) =>
        string.Join(';', permutation.Select(pair => $"{pair.Key}>{pair.Value}").Order(StringComparer.Ordinal));
}
