using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>One turning wheel of a binder: names that take the elements of one set.</summary>
/// <param name="Set">Which of the binder's sets.</param>
/// <param name="Slots">The slot of the name, or those of the parts of a tuple.</param>
/// <param name="IsTuple">Whether the element is taken apart.</param>
internal readonly record struct Wheel(int Set, int[] Slots, bool IsTuple);

/// <summary>Names bound to the elements of sets: <c>x, y \in S, &lt;&lt;a, b>> \in T</c>. The first varies slowest.</summary>
internal sealed class Binder(Node[] sets, Wheel[] wheels)
{
    public Node[] Sets => sets;

    public Wheel[] Wheels => wheels;

    /// <summary>Evaluates the sets and stands before the first way to bind the names.</summary>
    public Cursor Start(Env env, StatePair states)
    {
        SetValue[] values = new SetValue[sets.Length];
        for (int i = 0; i < sets.Length; i++)
        {
            values[i] = sets[i].Set(env, states);
        }

        return new Cursor(this, values, env);
    }

    public static void Bind(Wheel wheel, Value element, Env env)
    {
        if (!wheel.IsTuple)
        {
            env.Slots[wheel.Slots[0]] = element;
            return;
        }

        if (element is not FunctionValue function || !function.ToFinite().IsTuple || function.ToFinite().Count != wheel.Slots.Length)
        {
            throw new EvaluationException($"A tuple of {wheel.Slots.Length} elements is needed for the names bound here, and this is {element.Describe()}");
        }

        Value[] parts = function.ToFinite().Values;
        for (int i = 0; i < parts.Length; i++)
        {
            env.Slots[wheel.Slots[i]] = parts[i];
        }
    }

    /// <summary>Binds the names one way after the other.</summary>
    internal struct Cursor
    {
        private readonly Binder _binder;
        private readonly Env _env;
        private readonly FiniteSet? _only;
        private readonly SetValue[] _sets;
        private readonly IEnumerator<Value>?[]? _enumerators;
        private int _place;

        public Cursor(Binder binder, SetValue[] sets, Env env)
        {
            (_binder, _sets, _env) = (binder, sets, env);
            _only = binder.Wheels.Length == 1 ? sets[0] as FiniteSet : null;
            _enumerators = _only is null ? new IEnumerator<Value>?[binder.Wheels.Length] : null;
            _place = 0;
        }

        public bool Next()
        {
            if (_only is not null)
            {
                if (_place == _only.Count)
                {
                    return false;
                }

                Bind(_binder.Wheels[0], _only[_place++], _env);
                return true;
            }

            // Before the first: start at the slowest wheel. Later: turn the fastest, and start anew those after the one that turned.
            IEnumerator<Value>?[] enumerators = _enumerators!; // Set when there is no single set.
            int wheel = _place == 0 ? 0 : enumerators.Length - 1;
            _place = 1;
            while (wheel >= 0)
            {
                Wheel turned = _binder.Wheels[wheel];
                IEnumerator<Value> enumerator = enumerators[wheel] ??= _sets[turned.Set].Elements().GetEnumerator();
                if (!enumerator.MoveNext())
                {
                    enumerators[wheel] = null;
                    wheel--;
                    continue;
                }

                Bind(turned, enumerator.Current, _env);
                if (wheel == enumerators.Length - 1)
                {
                    return true;
                }

                wheel++;
            }

            return false;
        }

        /// <summary>The elements bound now, each slot's value.</summary>
        public readonly Value BoundTo(int wheel)
        {
            Wheel turned = _binder.Wheels[wheel];
            if (!turned.IsTuple)
            {
                return (Value)_env.Slots[turned.Slots[0]]!; // Bound by Next.
            }

            Value[] parts = new Value[turned.Slots.Length];
            for (int i = 0; i < parts.Length; i++)
            {
                parts[i] = (Value)_env.Slots[turned.Slots[i]]!;
            }

            return FiniteFunction.Tuple(parts);
        }
    }
}
