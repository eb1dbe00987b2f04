using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;

namespace Tenon.Checking.Generators.Tests;

/// <summary>Who uses the package has the generator in the compiler.</summary>
public sealed class PackageTests
{
    [Fact]
    public void The_package_of_the_model_checker_brings_this_generator_and_depends_on_nothing()
    {
        string configuration = typeof(PackageTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration; // Set by the build.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tenon-package-");
        try
        {
            ProcessStartInfo pack = new("dotnet")
            {
                WorkingDirectory = RepositoryRoot.Folder,
                RedirectStandardOutput = true,
                ArgumentList = { "pack", "src/Tenon.Checking", "-c", configuration, "--no-build", "-o", folder.FullName, "-v", "quiet", "-nologo", "-nodeReuse:false" },
            };
            using Process process = Process.Start(pack)!; // A new process, so not null.
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, output);
            using ZipArchive package = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(folder.FullName, "*.nupkg")));
            ZipArchiveEntry generator = Assert.Single(package.Entries, entry => entry.FullName.StartsWith("analyzers/", StringComparison.Ordinal));
            Assert.Equal("analyzers/dotnet/cs/Tenon.Checking.Generators.dll", generator.FullName);
            Assert.Equal(new FileInfo(typeof(CodecGenerator).Assembly.Location).Length, generator.Length);
            using StreamReader specification = new(Assert.Single(package.Entries, entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
            Assert.DoesNotContain("<dependency ", specification.ReadToEnd(), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
