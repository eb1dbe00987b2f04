using Tenon.Tla.Checking;

namespace Tenon.Tla.Tests.Messages;

/// <summary>What is said of configurations that are wrong, or do not fit their module.</summary>
public sealed class ConfigurationMessageTests : IDisposable
{
    private const string Module = """
        ---- MODULE M ----
        EXTENDS Naturals
        CONSTANT N, Op(_)
        VARIABLE x
        Init == x = 0
        Next == x' = x + N
        Spec == Init /\ [][Next]_x
        Step == x' > x
        Small == x < 5
        Ever == <>(x = 3)
        Two == Init /\ [][Next]_x /\ [][Step]_x
        Alone == Init
        Bare == Init /\ Step
        Twice(a) == a * 2
        Fixed == 1 = 1
        ====
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tenon-tla-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("SPECIFICATION Spec", "the constant N is given no value by the configuration")]
    [InlineData("CONSTANT N = 1 Op <- Twice SPECIFICATION Sepc", "M defines no Sepc")]
    [InlineData("CONSTANT N = 1 Op <- Twice SPECIFICATION Spec SPECIFICATION Two", "there is a second SPECIFICATION")]
    [InlineData("CONSTANT N = 1 Op <- Twice SPECIFICATION Spec INIT Init", "there is a SPECIFICATION, and INIT or NEXT beside it")]
    [InlineData("CONSTANT N = 1 Op <- Twice INIT Init", "there is INIT without NEXT")]
    [InlineData("CONSTANT N = 1 Op <- Twice INVARIANT Small", "there are properties to check and no behaviors")]
    [InlineData("CONSTANT N = 1 Op <- Twice SPECIFICATION Two", "Two has two next-state relations")]
    [InlineData("CONSTANT N = 1 Op <- Twice SPECIFICATION Alone", "Alone has no next-state relation")]
    [InlineData("CONSTANT N = 1 Op <- Twice SPECIFICATION Bare", "Bare has a conjunct that is an action")]
    [InlineData("CONSTANT N = 1 Op <- Twice SPECIFICATION Spec INVARIANT Step", "Step is to be the INVARIANT and is an action, with primed variables; expected at most an expression of one state")]
    [InlineData("CONSTANT N = 1 Op <- Twice SPECIFICATION Spec INVARIANT Ever", "Ever is to be the INVARIANT and is a temporal formula; expected at most an expression of one state")]
    [InlineData("CONSTANT N = 1 Op <- Twice SPECIFICATION Spec PROPERTY Step", "the property Step is an action")]
    [InlineData("CONSTANT N = 1 Op <- Twice SPECIFICATION Spec CONSTRAINT Step", "Step is to be the CONSTRAINT and is an action, with primed variables; expected at most an expression of one state")]
    [InlineData("CONSTANT N = 1 Op <- Twice SPECIFICATION Spec VIEW x PROPERTY Ever", "VIEW x and temporal properties together give wrong answers")]
    [InlineData("CONSTANT N = 1 Op <- Twise SPECIFICATION Spec", "Op is to be replaced by Twise, which M does not define")]
    [InlineData("CONSTANT N = 1 Op <- Small SPECIFICATION Spec", "Op has 1 parameters and Small, which is to replace it, has 0")]
    [InlineData("CONSTANT N = 1 Op = 2 SPECIFICATION Spec", "Op has 1 parameters")]
    [InlineData("CONSTANT x = 1 N = 1 Op <- Twice SPECIFICATION Spec", "x is a variable and cannot be given a value")]
    [InlineData("CONSTANT N = 1 Op <- Twice Y <- Small SPECIFICATION Spec", "M has no constant or definition Y")]
    [InlineData("CONSTANT N = 1 Op <- Twice Nat <- [Other] Small SPECIFICATION Spec", "the specification uses no module Other")]
    [InlineData("CONSTANT N = {1, 2 SPECIFICATION Spec", "found 'SPECIFICATION', expected ',' or '}'")]
    [InlineData("CONSTANT N = ", "found the end of the text, expected a value: a number, a string, TRUE, FALSE, a set, or the name of a model value")]
    [InlineData("CHECK_DEADLOCK MAYBE", "found 'MAYBE', expected TRUE or FALSE after CHECK_DEADLOCK")]
    [InlineData("CONSTANT N 1", "found '1', expected '=' and a value or '<-' and a definition after N")]
    [InlineData("Spec", "found 'Spec', expected a statement such as SPECIFICATION, INVARIANT or CONSTANT")]
    public void A_configuration_that_does_not_fit_says_why(string configuration, string expected)
    {
        TlaOutcome outcome = Run(configuration);
        Assert.Equal(TlaExitCode.Configuration, outcome.ExitCode);
        Assert.Equal(expected, outcome.Diagnostics.First(diagnostic => !diagnostic.IsWarning).Message);
    }

    [Theory]
    [InlineData("INVARIANT Fixed", "the invariant Fixed is the same in all states: it reads no variable")]
    [InlineData("PROPERTY Small", "the property Small is about a state, and is checked of initial states only")]
    [InlineData("CONSTANT Unused = 1", "M has no constant or definition Unused")]
    [InlineData("CONSTANT N = 6", "N is given a meaning twice; this one counts")]
    [InlineData("CONSTRAINT Small INVARIANT Small INVARIANT Small _RL_REWARD Small", "_RL_REWARD is not supported and is ignored")]
    public void What_is_odd_about_a_configuration_is_a_warning(string addition, string expected)
    {
        TlaOutcome outcome = Run($"CONSTANT N = 5 Op <- Twice SPECIFICATION Spec CONSTRAINT Small {addition}");
        Assert.Contains(expected, outcome.Diagnostics.Where(diagnostic => diagnostic.IsWarning).Select(diagnostic => diagnostic.Message));
    }

    [Fact]
    public void A_missing_configuration_is_named()
    {
        TlaOutcome outcome = Run(null);
        Assert.Equal(TlaExitCode.Configuration, outcome.ExitCode);
        string path = Path.Combine(_folder.FullName, "M");
        Assert.Equal($"there is no configuration for {path}.tla: no file {path}.cfg", outcome.Diagnostics[0].Message);
    }

    [Fact]
    public void A_missing_module_is_named()
    {
        string path = Path.Combine(_folder.FullName, "Missing.tla");
        TlaOutcome outcome = new TlaRun(new TlaCheckOptions { SpecPath = path }, _ => { }, CancellationToken.None).Run();
        Assert.Equal(TlaExitCode.Parse, outcome.ExitCode);
        Assert.Equal($"there is no file {path}", outcome.Diagnostics[0].Message);
    }

    private TlaOutcome Run(string? configuration)
    {
        string path = Path.Combine(_folder.FullName, "M.tla");
        File.WriteAllText(path, Module);
        if (configuration is not null)
        {
            File.WriteAllText(Path.ChangeExtension(path, ".cfg"), configuration);
        }

        return new TlaRun(new TlaCheckOptions { SpecPath = path }, _ => { }, CancellationToken.None).Run();
    }
}
