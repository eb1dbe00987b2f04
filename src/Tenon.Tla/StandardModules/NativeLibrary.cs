using System.Collections.Frozen;
using Tenon.Tla.Evaluation;
using Tenon.Tla.Values;

namespace Tenon.Tla.StandardModules;

/// <summary>The operators of standard modules that are implemented in C#: functions from the values of their arguments to a value.</summary>
internal static class NativeLibrary
{
    private static readonly FrozenDictionary<string, Func<Value[], StatePair, Value>> All = Collect().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The implementation of an operator, or null if there is none.</summary>
    /// <param name="module">The module that defines it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="arity">How many arguments it takes.</param>
    public static Func<Value[], StatePair, Value>? Find(string module, string name, int arity) => All.GetValueOrDefault($"{module}!{name}/{arity}");

    private static Dictionary<string, Func<Value[], StatePair, Value>> Collect()
    {
        Dictionary<string, Func<Value[], StatePair, Value>> all = new(StringComparer.Ordinal);
        void Add(string module, string name, int arity, Func<Value[], StatePair, Value> apply) => all.Add($"{module}!{name}/{arity}", apply);
        NumberOperators.AddTo(Add);
        SequenceOperators.AddTo(Add);
        TlcOperators.AddTo(Add);
        CommunityOperators.AddTo(Add);
        RandomOperators.AddTo(Add);
        FileOperators.AddTo(Add);
        return all;
    }

    /// <summary>Takes an implementation.</summary>
    internal delegate void Register(string module, string name, int arity, Func<Value[], StatePair, Value> apply);
}
