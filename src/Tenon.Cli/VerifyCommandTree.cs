using System.CommandLine;
using Tenon.Cli.Commands;
using Tenon.Cli.Output;
using Tenon.Verification;

namespace Tenon.Cli;

/// <summary><c>tenon verify</c>.</summary>
internal static class VerifyCommandTree
{
    /// <summary>The layers, as <c>--only</c> takes them.</summary>
    public static string LayerNames { get; } = string.Join(", ", VerificationLayers.All.Select(layer => layer.Name));

    public static Command Build(Terminal terminal)
    {
        Option<bool> quick = new("--quick") { Description = "A part of the checks, of each layer and of each kind of fault. This is the default." };
        Option<bool> full = new("--full") { Description = "Every check." };
        Option<string?> only = new("--only") { Description = $"These layers only, with commas between: {LayerNames}.", HelpName = "LAYER,..." };
        Option<string?> specs = new("--specs") { Description = "The folder with the specifications. [default: 'specs' of the checkout that this folder or the program is in]", HelpName = "DIR" };
        Option<string?> report = new("--report") { Description = "Write verification.html and verification.json into a folder.", HelpName = "DIR" };
        Option<string?> workers = new("--workers") { Description = "Checks at once; results do not depend on it. [default: one per processor]", HelpName = "N" };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("verify", "Checks that specification, model, production core and runs are one machine, and that faults would be noticed.")
        {
            quick, full, only, specs, report, workers, json,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () => VerifyCommand.Run(
                new VerifyArguments
                {
                    Quick = parsed.GetValue(quick),
                    Full = parsed.GetValue(full),
                    Only = parsed.GetValue(only),
                    Specs = parsed.GetValue(specs),
                    Report = parsed.GetValue(report),
                    Workers = parsed.GetValue(workers),
                    Json = parsed.GetValue(json),
                },
                terminal,
                cancellationToken),
            CancellationToken.None));
        return command;
    }
}
