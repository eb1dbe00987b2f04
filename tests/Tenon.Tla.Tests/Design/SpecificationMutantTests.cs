using Tenon.Checking.Refinement;
using Tenon.Models.Pipelines;
using Tenon.Tla.Checking;

namespace Tenon.Tla.Tests.Design;

/// <summary>
/// The specification with one fault each: which of its own properties catches it, and that the comparison with the C# model does. What only one of the two can see
/// is among them: a specification that allows too little keeps all its properties, and who is fair is no step.
/// </summary>
public sealed class SpecificationMutantTests
{
    private const string Nothing = "";

    // The configuration, the property, the text that is replaced and by what.
    private static readonly Dictionary<string, (string Configuration, string CaughtBy, string Text, string Instead)> Mutants = new()
    {
        ["plan keeps its inputs visible"] = ("lost_message", "InputsInvisible", "    /\\ visible' = Unsee(visible, T)\n", "    /\\ visible' = visible\n"),
        ["a merge drops a row"] = ("lost_message", "RowsConserved", "rowCount |-> rows[s - nextId + 1]", "rowCount |-> rows[s - nextId + 1] - 1"),
        ["a merge does not raise the level"] = ("lost_message", "LevelRaised", "level |-> m.level + 1, window |-> m.window]", "level |-> m.level, window |-> m.window]"),
        ["a publish drops the output"] = (
            "lost_message", "ReplacedOnce", "    /\\ published' = (published \\ m.inputs) \\cup Range(m.outputs)\n    /\\ history'", "    /\\ published' = published \\ m.inputs\n    /\\ history'"),
        ["a publish does not look at its inputs"] = ("retention", "PublishedRowsConserved", "    /\\ m.inputs \\subseteq published\n", Nothing),
        ["a publish does not wait for the last upload"] = (
            "outputs", "PublishedIsReadable", "IsUploaded(m) == m.uploads > 0 /\\ m.uploads = Len(m.outputs)", "IsUploaded(m) == m.uploads > 0"),
        ["the collector takes what is about to be published"] = ("lost_message", "StatesOnlyAdvance", "    /\\ ~\\E m \\in merges : s \\in Range(m.outputs)\n", Nothing),
        ["a new lease ends nothing"] = (
            "crash", "InputsInvisible", "Ended(M) == {IF m.operation = \"planned\" THEN [m EXCEPT !.operation = \"ended\"] ELSE m : m \\in M}", "Ended(M) == M"),
        ["the metastore compares no leases"] = ("crash", "InputsInvisible", "Accepts(m) == m.lease = lease /\\ m.task # \"forgotten\"", "Accepts(m) == m.task # \"forgotten\""),
        ["a list seeds nothing"] = ("crash", "ImmatureSeeded", "visible' = See(Unsee(visible, aside), free)\n", "visible' = Unsee(visible, aside)\n"),
        ["an end forgets its orphans"] = (
            "failure", "OutputsAccountedFor", "    /\\ history' = IF m.operation = \"planned\" THEN Orphaned({m}) ELSE history\n", "    /\\ history' = history\n"),
        ["outputs are fed back after the disconnect"] = (
            "stop", "NoFeedbackAfterDisconnect", "IF process.isConnected THEN See(visible, {s \\in Range(m.outputs) : ~IsMature(s)}) ELSE visible", "See(visible, {s \\in Range(m.outputs) : ~IsMature(s)})"),
        ["finalize discards what is seen"] = ("stop", "FinalizeDiscardsNothing", "    /\\ visible' = Unsee(visible, UNION C)\n", "    /\\ visible' = [w \\in AllWindows |-> {}]\n"),
        ["drained while a merge runs"] = ("stop", "ShutdownOnlyWhenDrained", " /\\ ~process.isShutdownComplete /\\ Tasks = {}\n", " /\\ ~process.isShutdownComplete\n"),
        ["the start of compaction is not looked at"] = ("aging", "NotBeforeCompactionStart", "IF w < FirstWindow THEN settled \\cup {nextId} ELSE settled", "settled"),

        // Seen by the comparison only: each allows less than it should, or keeps what does no harm.
        ["a dead process does nothing more"] = ("crash", Nothing, "IF m.task = \"active\" THEN ForgottenBy(m, \"left\")", "IF m.task = \"active\" THEN ForgottenBy(m, \"forgotten\")"),
        ["nothing matures by age"] = ("aging", Nothing, "    /\\ count.agings < Agings\n", "    /\\ count.agings < Agings - 1\n"),
        ["a list tells of mature splits too"] = ("quarantine", Nothing, "settled, {s \\in published : ~IsMature(s)})", "settled, published)"),

        // Seen by the properties only: the steps are the same.
        ["the collector need not work"] = ("failure", "OrphansCollected", "    /\\ WF_vars(SomeCollectSplit)\n", Nothing),
        ["the process need not hear of a publish"] = ("stop", "ShutdownCompletes", "    /\\ WF_vars(SomeHearOfPublish)\n", Nothing),
    };

    public static TheoryData<string> Names => [.. Mutants.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_specification_with_a_fault_is_caught(string fault)
    {
        (string configuration, string caughtBy, string text, string instead) = Mutants[fault];
        string module = File.ReadAllText(DesignSpecification.ModulePath);
        Assert.Equal(2, module.Split(text).Length); // What is replaced is there, once.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tenon-specification-");
        try
        {
            string path = Path.Combine(folder.FullName, "MergePipeline.tla");
            File.WriteAllText(path, module.Replace(text, instead, StringComparison.Ordinal));
            TlaOutcome outcome = DesignSpecification.Check(configuration, path);
            Assert.True(caughtBy == Nothing ? outcome.Violated.IsEmpty : outcome.Violated.Contains(caughtBy), TlaReport.Text(outcome, isDiff: false));
            ComparisonResult comparison = SpecificationLinkTests.Compare(
                DesignSpecification.Load(configuration, path), new MergePipeline(MergePipelineConfigurations.All[configuration]));
            Assert.True((comparison.Difference is null) == text.Contains("WF_vars", StringComparison.Ordinal), comparison.ToString());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
