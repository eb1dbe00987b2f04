using System.Collections.Frozen;

namespace Tenon.Tla.Semantics;

/// <summary>The symbols and words of built-in operators, which no module can redefine.</summary>
internal static class BuiltInSymbols
{
    private static readonly FrozenDictionary<string, BuiltInOperator> BySymbol = new Dictionary<string, BuiltInOperator>(StringComparer.Ordinal)
    {
        ["="] = BuiltInOperator.Equal, ["#"] = BuiltInOperator.NotEqual, ["/\\"] = BuiltInOperator.And, ["\\/"] = BuiltInOperator.Or, ["~"] = BuiltInOperator.Not,
        ["=>"] = BuiltInOperator.Implies, ["<=>"] = BuiltInOperator.Equivalent, ["\\in"] = BuiltInOperator.In, ["\\notin"] = BuiltInOperator.NotIn,
        ["\\subseteq"] = BuiltInOperator.SubsetOf, ["\\cup"] = BuiltInOperator.Union, ["\\cap"] = BuiltInOperator.Intersection, ["\\"] = BuiltInOperator.Difference,
        ["SUBSET"] = BuiltInOperator.PowerSet, ["UNION"] = BuiltInOperator.BigUnion, ["DOMAIN"] = BuiltInOperator.Domain, ["\\X"] = BuiltInOperator.CartesianProduct,
        ["[]"] = BuiltInOperator.Always, ["<>"] = BuiltInOperator.Eventually, ["~>"] = BuiltInOperator.LeadsTo, ["-+->"] = BuiltInOperator.WhilePlus,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static BuiltInOperator? Find(string symbol) => BySymbol.TryGetValue(symbol, out BuiltInOperator op) ? op : null;

    /// <summary>How many arguments an operator takes when it is itself an argument.</summary>
    public static int ArityOf(BuiltInOperator op) => op switch
    {
        BuiltInOperator.Not or BuiltInOperator.PowerSet or BuiltInOperator.BigUnion or BuiltInOperator.Domain or BuiltInOperator.Always or BuiltInOperator.Eventually => 1,
        BuiltInOperator.BooleanSet or BuiltInOperator.StringSet => 0,
        _ => 2,
    };
}
