using Tenon.Tla.Checking;
using Tenon.Tla.Syntax;

namespace Tenon.Tla.Tests.Messages;

/// <summary>What is said of modules that can be parsed and mean nothing: the place and the words.</summary>
public sealed class ModuleMessageTests
{
    [Theory]
    [InlineData("A == y", "2:6 'y' is not defined")]
    [InlineData("Limit == 1\nA == Limt", "3:6 'Limt' is not defined")]
    [InlineData("A == M!x", "2:6 'M' is not defined")]
    [InlineData("I == INSTANCE Naturals\nA == I!Nit", "3:8 the module Naturals defines no Nit")]
    [InlineData("I == INSTANCE Naturals\nA == I", "3:6 I is an instance and no value")]
    [InlineData("Op(a, b) == a\nA == Op", "3:6 Op is an operator with 2 parameters and stands here without arguments")]
    [InlineData("Op(a, b) == a\nA == Op(1)", "3:6 Op has 2 parameters, found 1 argument")]
    [InlineData("Op(a) == a\nA == Op(1, 2)", "3:6 Op has 1 parameter, found 2 arguments")]
    [InlineData("Op(f(_)) == f(1)\nA == Op(1)", "3:9 the argument f of Op takes an operator with 1 parameter, found an expression")]
    [InlineData("Op(f(_)) == f(1)\nA == Op(LAMBDA a, b : a)", "3:9 the argument f of Op takes an operator with 1 parameter, found a LAMBDA with 2 parameters")]
    [InlineData("A == LAMBDA x : x", "2:6 a LAMBDA stands here where a value is expected")]
    [InlineData("A == 1.5", "2:6 1.5 is no whole number, and only these can be computed with")]
    [InlineData("A == @", "2:6 '@' stands for an old value, and there is none here")]
    [InlineData("A == [a |-> 1, a |-> 2]", "2:16 the field a is given twice")]
    [InlineData("A == 1\nA == 2", "3:1 A has a meaning already: it is a definition, line 2")]
    [InlineData("A(p, p) == p", "2:6 A has two parameters named p")]
    [InlineData("A == \\E i \\in {1} : \\A i \\in {2} : i = i", "2:24 i has a meaning here already, of line 2")]
    [InlineData("A == LET i == 1 IN \\E i \\in {1} : TRUE", "2:23 i has a meaning here already, of line 2")]
    [InlineData("i == 1\nA == \\E i \\in {1} : TRUE", "3:9 i has a meaning already: it is a definition, of line 2")]
    [InlineData("RECURSIVE F(_)", "2:11 F is declared RECURSIVE and never defined")]
    [InlineData("RECURSIVE F(_)\nF(a, b) == a", "2:11 F is declared RECURSIVE with 1 parameters and defined with 2")]
    [InlineData("VARIABLE x\nA == x''", "3:6 what is primed is an action, with primed variables, expected at most an expression of one state")]
    [InlineData("VARIABLE x\nA == UNCHANGED (x')", "3:17 the operand of UNCHANGED is an action, with primed variables, expected at most an expression of one state")]
    [InlineData("VARIABLE x\nA == [](x' = 1)", "3:6 [] stands before an action without a subscript")]
    [InlineData("VARIABLE x\nA == <>(x' = 1)", "3:6 <> stands before an action without a subscript")]
    [InlineData("VARIABLE x\nA == (x' = 1) ~> (x = 2)", "3:7 an action stands beside ~>, which is about states and runs")]
    [InlineData("VARIABLE x\nA == [x' = 1]_(x')", "3:16 a subscript is an action, with primed variables, expected at most an expression of one state")]
    [InlineData("VARIABLE x\nA == ENABLED ([]TRUE)", "3:15 the operand of ENABLED is a temporal formula, expected at most an action, with primed variables")]
    [InlineData("---- MODULE Inner ----\nVARIABLE v\n====\nI == INSTANCE Inner", "5:15 the instance of Inner says nothing of v, and nothing of that name is defined here")]
    [InlineData("---- MODULE Inner ----\nCONSTANT c\n====\nI == INSTANCE Inner WITH d <- 1, c <- 2", "5:26 Inner has no constant or variable d")]
    [InlineData("---- MODULE Inner ----\nCONSTANT c\n====\nI == INSTANCE Inner WITH c <- 1, c <- 2", "5:34 c is substituted twice")]
    [InlineData("---- MODULE Inner ----\nCONSTANT c\n====\nI(p) == INSTANCE Inner WITH c <- p\nA == I!c", "6:6 the instance I has 1 parameter, found no arguments")]
    [InlineData("A == LET INSTANCE Naturals IN 1", "2:10 found 'INSTANCE', expected a definition or IN")]
    [InlineData("EXTENDS Nothing", "2:9 there is no module Nothing: no file Nothing.tla in ., and none comes with this program")]
    public void A_mistake_in_a_module_is_named_with_its_place(string body, string expected)
    {
        DiagnosticBag diagnostics = new();
        SpecLoader.Resolve(new SourceText("M.tla", $"---- MODULE M ----\n{body}\n====\n"), [], [], diagnostics);
        Diagnostic first = diagnostics.All.First(diagnostic => !diagnostic.IsWarning);
        Assert.Equal(expected, FormattableString.Invariant($"{first.Span.StartLine}:{first.Span.StartColumn} {first.Message}"));
    }

    [Theory]
    [InlineData("Limit == 1\nA == Limt", "did you mean Limit?")]
    [InlineData("VARIABLE x\nA == x''", "a prime means the next state; there is no state after that")]
    [InlineData("VARIABLE x\nA == UNCHANGED (x')", "it is written UNCHANGED <<x, y>>, without primes")]
    [InlineData("VARIABLE x\nA == [](x' = 1)", "[] before an action is written [][A]_v: every step is an A step or changes nothing of v")]
    [InlineData("A == x == 1", "'==' defines, '=' compares; inside an expression use '='")]
    public void A_well_known_mistake_comes_with_advice(string body, string expected)
    {
        DiagnosticBag diagnostics = new();
        SpecLoader.Resolve(new SourceText("M.tla", $"---- MODULE M ----\n{body}\n====\n"), [], [], diagnostics);
        Assert.Contains(expected, diagnostics.All.Select(diagnostic => diagnostic.Hint));
    }
}
