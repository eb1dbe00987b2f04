using System.Globalization;

namespace Tenon.Tla.Tests.Compilation;

/// <summary>Random expressions of known types over four variables: n, a number; s, a set of numbers; f, a function of 1..2; r, a record.</summary>
internal sealed class RandomSpecification(Random random)
{
    private readonly List<string> _numbers = ["n", "f[1]", "f[2]", "r.a", "Cardinality(s)", "Twice(n)"];
    private int _names;

    public string Formula(int depth) => Choose(depth,
        () => $"{Number(0)} {Pick("<", ">", "<=", "=", "#")} {Number(0)}",
        () => $"({Formula(depth - 1)} {Pick("/\\", "\\/", "=>", "<=>")} {Formula(depth - 1)})",
        () => $"~({Formula(depth - 1)})",
        () => $"({Number(depth - 1)} {Pick("\\in", "\\notin")} {Set(depth - 1)})",
        () => $"({Set(depth - 1)} {Pick("\\subseteq", "=", "#")} {Set(depth - 1)})",
        () => Bound(Set(depth - 1), (name, set) => $"(\\{Pick("A", "E")} {name} \\in {set} : {Formula(depth - 1)})"),
        () => $"(IF {Formula(depth - 1)} THEN {Formula(depth - 1)} ELSE {Formula(depth - 1)})",
        () => $"({Function(depth - 1)} = {Function(depth - 1)})",
        () => Bound(Number(depth - 1), (name, value) => $"(LET {name} == {value} IN {Formula(depth - 1)})"),
        () => $"Both({Formula(depth - 1)}, {Formula(depth - 1)})");

    public string Action(int depth) => Choose(depth,
        () => "(n' = n /\\ s' = s /\\ f' = f /\\ r' = r)",
        () => $"({Formula(1)} /\\ {Action(depth - 1)})",
        () => $"(({Action(depth - 1)}) \\/ ({Action(depth - 1)}))",
        () => Bound(Set(1), (name, set) => $"(\\E {name} \\in {set} : n' = {name} % 4 /\\ UNCHANGED <<f, r>> /\\ s' = {Set(1)})"),
        () => $"(n' = ({Number(2)}) % 4 /\\ s' \\in {{{Set(1)}, {Set(1)}}} /\\ f' = [f EXCEPT ![{Pick("1", "2", "n")}] = n' + @] /\\ r' = [r EXCEPT !.a = {Number(1)}])",
        () => $"(IF {Formula(1)} THEN {Action(depth - 1)} ELSE {Action(depth - 1)})",
        () => Bound(Number(1), (name, value) => $"(LET {name} == {value} IN {Action(depth - 1)})"),
        () => $"(Set(n, {Number(1)}) /\\ UNCHANGED <<s, f, r>>)");

    private string Number(int depth) => Choose(depth,
        () => random.Next(2) == 0 ? random.Next(4).ToString(CultureInfo.InvariantCulture) : _numbers[random.Next(_numbers.Count)],
        () => $"({Number(depth - 1)} {Pick("+", "-", "*")} {Number(depth - 1)})",
        () => $"({Number(depth - 1)} {Pick("%", "\\div")} 3)",
        () => $"(IF {Formula(depth - 1)} THEN {Number(depth - 1)} ELSE {Number(depth - 1)})",
        () => $"(CASE {Formula(depth - 1)} -> {Number(depth - 1)} [] OTHER -> {Number(depth - 1)})",
        () => $"Len({Sequence(depth - 1)})",
        () => $"Sum({Set(depth - 1)})",
        () => Bound("0..3", (name, set) => $"(CHOOSE {name} \\in {set} : ({Formula(depth - 1)}) \\/ {name} = 3)"),
        () => $"{Function(depth - 1)}[{Pick("1", "2", "n")}]"); // n may be 0, which no function here is applied to without an error.

    private string Set(int depth) => Choose(depth,
        () => Pick("s", "{}", "0..2", "{n, 1}", "DOMAIN f"),
        () => $"({Set(depth - 1)} {Pick("\\cup", "\\cap", "\\")} {Set(depth - 1)})",
        () => Bound(Set(depth - 1), (name, set) => $"{{{name} \\in {set} : {Formula(depth - 1)}}}"),
        () => Bound(Set(depth - 1), (name, set) => $"{{{Number(depth - 1)} : {name} \\in {set}}}"),
        () => $"UNION {{{Set(depth - 1)}, {Set(depth - 1)}}}",
        () => $"(CHOOSE t \\in SUBSET (0..1) : TRUE)",
        () => $"Image({Pick("LAMBDA z : z + 1", "Twice")}, {Set(depth - 1)})");

    private string Function(int depth) => Choose(depth,
        () => Pick("f", "<<1, 2>>", "[r EXCEPT !.b = 0][\"c\"]"),
        () => Bound("1..2", (name, set) => $"[{name} \\in {set} |-> {Number(depth - 1)}]"),
        () => $"[{Function(depth - 1)} EXCEPT ![{Number(depth - 1)}] = @ + {Number(depth - 1)}]",
        () => $"<<{Number(depth - 1)}, {Number(depth - 1)}>>");

    private string Sequence(int depth) => Choose(depth,
        () => Pick("<<>>", "f", "<<n>>"),
        () => $"Append({Sequence(depth - 1)}, {Number(depth - 1)})",
        () => $"({Sequence(depth - 1)} \\o {Sequence(depth - 1)})");

    // The set is made before the name can be used.
    private string Bound(string set, Func<string, string, string> text)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"v{_names++}");
        _numbers.Add(name);
        string result = text(name, set);
        _numbers.Remove(name);
        return result;
    }

    private string Choose(int depth, params Func<string>[] forms) => forms[depth <= 0 ? 0 : random.Next(forms.Length)]();

    private string Pick(params string[] texts) => texts[random.Next(texts.Length)];
}
