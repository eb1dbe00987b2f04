using Tenon.Tla.Evaluation;
using Tenon.Tla.Semantics;
using Tenon.Tla.Syntax;
using Tenon.Tla.Values;

namespace Tenon.Tla.Tests.Evaluation;

/// <summary>A specification given as text, for tests of evaluation.</summary>
internal sealed class TestSpec
{
    private const string Everything = "Integers, Sequences, FiniteSets, TLC, Bags, FiniteSetsExt, SequencesExt";

    /// <param name="body">The module's text after EXTENDS.</param>
    /// <param name="extends">The modules it extends.</param>
    /// <param name="threshold">After how many evaluations code is made; by default never.</param>
    public TestSpec(string body, string extends = "Integers, Sequences, FiniteSets, TLC", int threshold = int.MaxValue)
    {
        DiagnosticBag diagnostics = new();
        ModuleLibrary library = new([], diagnostics);
        ModuleSyntax? syntax = library.AddRoot(new SourceText("Test.tla", $"---- MODULE Test ----\nEXTENDS {extends}\n{body}\n====\n"));
        Assert.NotNull(syntax);
        ModuleTable modules = new(library, diagnostics);
        Spec = Resolver.Resolve(modules.Of(syntax), modules, Overrides.None, [], diagnostics);
        Assert.False(diagnostics.HasErrors, string.Join("\n", diagnostics.All));
        Evaluator = new Evaluator(Spec, 1) { CompilationThreshold = threshold };
        Machine = new StateMachine(Evaluator);
    }

    public ResolvedSpec Spec { get; }

    public Evaluator Evaluator { get; }

    public StateMachine Machine { get; }

    public static Value ValueOf(string expression)
    {
        TestSpec spec = new($"Result == {expression}", Everything);
        return spec.Machine.EvalConstant(spec.Bind("Result"));
    }

    public BoundExpr Bind(string name) => Evaluator.Bind(Spec.Definitions[name]);

    /// <summary>Searches all states from Init by Next, breadth first.</summary>
    public (int Generated, int Distinct) Count(string init = "Init", string next = "Next")
    {
        Collector found = new();
        Machine.SearchInitial(Bind(init), found);
        HashSet<string> seen = [];
        Queue<ulong[]> waiting = [];
        void AddAll()
        {
            foreach (ulong[] state in found.States.Where(state => seen.Add(string.Join(' ', state))))
            {
                waiting.Enqueue(state);
            }

            found.States.Clear();
        }

        AddAll();
        BoundExpr action = Bind(next);
        while (waiting.TryDequeue(out ulong[]? state))
        {
            Machine.Load(state);
            Machine.SearchNext(action, 0, found);
            AddAll();
        }

        return (found.Count, seen.Count);
    }

    internal sealed class Collector : SuccessorHandler
    {
        public List<ulong[]> States { get; } = [];

        public int Count { get; private set; }

        public override bool Found(int action, ReadOnlySpan<ulong> words)
        {
            States.Add(words.ToArray());
            Count++;
            return false;
        }
    }
}
