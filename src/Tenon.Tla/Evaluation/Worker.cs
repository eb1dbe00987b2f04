using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>What one thread needs to evaluate: scratch memory, registers, randomness.</summary>
internal sealed class Worker
{
    private Memory[] _memory = new Memory[16];
    private long _version;
    private Random? _random;
    private long _randomVersion = -1;

    public Worker(Evaluator evaluator)
    {
        Evaluator = evaluator;
        Constant = new StatePair(this, evaluator.Spec.Variables.Length, evaluator.Spec.ShadowCount);
        States = new StatePair(this, evaluator.Spec.Variables.Length, evaluator.Spec.ShadowCount);
    }

    public Evaluator Evaluator { get; }

    /// <summary>The pair in which no variable has a value: what constants are evaluated in.</summary>
    public StatePair Constant { get; }

    /// <summary>The pair that this thread works on.</summary>
    public StatePair States { get; }

    /// <summary>The registers of TLCGet and TLCSet, by numbers and names.</summary>
    public Dictionary<Value, Value> Registers { get; } = [];

    /// <summary>What TLCGet tells of the search, by name ("level", "distinct", "config"...); null for what it does not know.</summary>
    public Func<string, Value?>? Statistics { get; set; }

    public long NewVersion() => ++_version;

    /// <summary>Randomness that depends on the seed and the state alone, so that a state always has the same successors.</summary>
    public Random RandomFor(StatePair states)
    {
        if (_random is null || _randomVersion != states.CurrentVersion)
        {
            ulong hash = Evaluator.Seed;
            foreach (Value? value in states.Current)
            {
                hash = ValueHash.Mix(unchecked(hash + (value?.Hash ?? 0)));
            }

            _random = new Random(unchecked((int)hash));
            _randomVersion = states.CurrentVersion;
        }

        return _random;
    }

    public ref Memory MemoryOf(int index)
    {
        if (index >= _memory.Length)
        {
            Array.Resize(ref _memory, Math.Max(2 * _memory.Length, index + 1));
        }

        return ref _memory[index];
    }

    /// <summary>The value of a definition, and for which state.</summary>
    internal readonly record struct Memory(Value? Value, long Version);
}
