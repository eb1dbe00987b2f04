using System.Collections.Immutable;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Tests.Syntax;

/// <summary>What the parser makes of texts: grouping by precedence and by columns, and messages, word by word.</summary>
public sealed class ParserTests
{
    [Theory]
    [InlineData("a - b - c", "((a - b) - c)")]
    [InlineData("a + b - c", "(a + (b - c))")]
    [InlineData("a * b + c", "((a * b) + c)")]
    [InlineData("-a * b", "(-. (a * b))")]
    [InlineData("-1 .. 3", "((-. 1) .. 3)")]
    [InlineData("~ a = b /\\ c", "((~ (a = b)) /\\ c)")]
    [InlineData("a /\\ b /\\ c => d", "(((a /\\ b) /\\ c) => d)")]
    [InlineData("a & -b", "(a & (-. b))")]
    [InlineData("x' = y", "((' x) = y)")]
    [InlineData("f[x]'[y].z", "((' f[x])[y]).z")]
    [InlineData("[]a => <>b", "(([] a) => (<> b))")]
    [InlineData("a \\X b \\X c", "<a X b X c>")]
    [InlineData("(a \\X b) \\X c", "<(<a X b>) X c>")]
    [InlineData("SUBSET a \\cup b", "((SUBSET a) \\cup b)")]
    [InlineData("a <= b", "(a \\leq b)")]
    [InlineData("a ∈ b ∧ c ≤ d", "((a \\in b) /\\ (c \\leq d))")]
    public void Operators_are_grouped_by_the_table_of_precedences(string text, string expected) => Assert.Equal(expected, Show(Parse(text)));

    [Theory]
    [InlineData("a => b => c", "neither '=>' nor '=>' binds tighter than the other")]
    [InlineData("a /\\ b \\/ c", "neither '/\\' nor '\\/' binds tighter than the other")]
    [InlineData("a = b = c", "neither '=' nor '=' binds tighter than the other")]
    [InlineData("a \\cup b \\cap c", "neither '\\cup' nor '\\cap' binds tighter than the other")]
    [InlineData("a * b / c", "neither '*' nor '/' binds tighter than the other")]
    public void Operators_that_the_table_leaves_open_need_parentheses(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<ParseException>(() => Parse(text)).Diagnostic.Message);

    [Theory]
    [InlineData("/\\ a\n/\\ b", "AND(a, b)")]
    [InlineData("/\\ a\n/\\ \\/ b\n   \\/ c\n/\\ d", "AND(a, OR(b, c), d)")]
    [InlineData("  /\\ a\n  /\\ b\n=> c", "(AND(a, b) => c)")]
    [InlineData("/\\ a\n   => c\n/\\ b", "AND((a => c), b)")]
    [InlineData("/\\ LET d == 1 IN d = 1\n/\\ b", "AND(LET (d = 1), b)")]
    [InlineData("/\\ \\E x \\in S : a\n/\\ b", "AND(\\E a, b)")]
    [InlineData("/\\ IF a THEN b ELSE c\n/\\ d", "AND(IF(a, b, c), d)")]
    [InlineData("/\\ a /\\ b\n/\\ c", "AND((a /\\ b), c)")]
    [InlineData("\t/\\ a\n        /\\ b", "AND(a, b)")]
    public void A_list_of_bullets_ends_by_columns(string text, string expected) => Assert.Equal(expected, Show(Parse(text)));

    [Theory]
    [InlineData("\\b101", "\\b101")]
    [InlineData("\\hFF", "\\hFF")]
    [InlineData("1a", "1a")]
    [InlineData("_x", "_x")]
    [InlineData("r.THEN", "r.THEN")]
    public void Names_and_numbers_have_their_odd_forms(string text, string expected) => Assert.Equal(expected, Show(Parse(text)));

    [Fact]
    public void A_definition_with_one_equality_sign_is_recognised() => Assert.Equal(
        """
        M.tla:2:3: error: found '=', expected '==' to define x
         2 | x = 1
           |   ^
          hint: a definition is written with '=='

        """,
        Errors("x = 1"));

    [Fact]
    public void A_comparison_with_two_equality_signs_is_recognised() => Assert.Equal(
        """
        M.tla:2:12: error: found '==', expected a definition, a declaration, or the end of the module
         2 | A == 1 + 1 == 2
           |            ^^
          hint: '==' defines, '=' compares; inside an expression use '='

        """,
        Errors("A == 1 + 1 == 2"));

    [Fact]
    public void A_record_with_a_colon_among_arrows_is_recognised() => Assert.Equal(
        """
        M.tla:2:18: error: found ':', expected '|->' after the field b
         2 | R == [a |-> 1, b : 2]
           |                  ^
          hint: a record is written [a |-> e, b |-> f], a set of records [a : S, b : T]

        """,
        Errors("R == [a |-> 1, b : 2]"));

    [Fact]
    public void A_missing_else_is_named() => Assert.Equal(
        """
        M.tla:3:1: error: found the end of the module (====), expected ELSE
         3 | ====
           | ^^^^
          hint: every IF needs an ELSE

        """,
        Errors("A == IF TRUE THEN 1"));

    [Fact]
    public void What_closes_nothing_is_named_with_what_it_should_close() => Assert.Equal(
        """
        M.tla:2:12: error: found ']', expected ')' to close the '(' of line 2, column 6
         2 | A == (f[1] ]
           |            ^

        """,
        Errors("A == (f[1] ]"));

    [Fact]
    public void Several_mistakes_are_all_reported()
    {
        string errors = Errors("A == )\nB == 1\nC == }\nD == 2");
        Assert.Contains("M.tla:2:6: error: found ')', expected an expression", errors, StringComparison.Ordinal);
        Assert.Contains("M.tla:4:6: error: found '}', expected an expression", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Proofs_are_skipped_and_what_follows_is_read()
    {
        ModuleSyntax module = Assert.Single(Modules(
            "THEOREM T == TRUE\n<1>1. DEFINE X == 1\n<1>2. X = 1 BY DEF X\n<1>3. QED BY <1>1,\n  <1>2 DEF A, B\nLEMMA TRUE PROOF OBVIOUS\nAfter == 1\nTHEOREM ASSUME NEW x \\in S, P PROVE Q\nPROOF\n<1> QED\nLast(x) == x"));
        Assert.Equal(["After", "Last"], module.Units.OfType<DefinitionSyntax>().Select(definition => definition.Name.Name));
    }

    private static SyntaxNode Parse(string text) => Parser.ParseExpression(new SourceText("e", text), new DiagnosticBag());

    private static ImmutableArray<ModuleSyntax> Modules(string body)
    {
        DiagnosticBag diagnostics = new();
        ImmutableArray<ModuleSyntax> modules = Parser.ParseFile(new SourceText("M.tla", $"ignored\n---- MODULE M ----\n{body}\n====\nignored"), diagnostics);
        Assert.False(diagnostics.HasErrors, string.Concat(diagnostics.All));
        return modules;
    }

    private static string Errors(string body)
    {
        DiagnosticBag diagnostics = new();
        Parser.ParseFile(new SourceText("M.tla", $"---- MODULE M ----\n{body}\n====\n"), diagnostics);
        return string.Concat(diagnostics.All);
    }

    private static string Show(SyntaxNode node) => node switch
    {
        NameSyntax name => name.LastName,
        NumberSyntax number => number.Text,
        OperatorSyntax { Operands.Length: 1 } op => $"({op.Symbol} {Show(op.Operands[0])})",
        OperatorSyntax op => $"({Show(op.Operands[0])} {op.Symbol} {Show(op.Operands[1])})",
        ProductSyntax product => $"<{string.Join(" X ", product.Factors.Select(Show))}>",
        ParenthesizedSyntax inner => $"({Show(inner.Inner)})",
        JunctionSyntax list => $"{(list.IsAnd ? "AND" : "OR")}({string.Join(", ", list.Items.Select(Show))})",
        IfSyntax choice => $"IF({Show(choice.Condition)}, {Show(choice.Then)}, {Show(choice.Else)})",
        LetSyntax let => $"LET {Show(let.Body)}",
        QuantifierSyntax quantifier => $"{quantifier.Symbol} {Show(quantifier.Body)}",
        ApplySyntax apply => $"{Show(apply.Function)}[{string.Join(", ", apply.Arguments.Select(Show))}]",
        SelectSyntax select => $"{Parens(select.Record)}.{select.Field.Name}",
        _ => node.GetType().Name,
    };

    private static string Parens(SyntaxNode node) => node is NameSyntax ? Show(node) : $"({Show(node)})";
}
