using VioActors.Actors.Lpar.Qemu;

namespace VioActors.Actors.Tests.Lpar.Qemu;

public sealed class AccelerationProbeTests
{
    [Theory]
    [InlineData("flags\t\t: fpu vme svm sse2", true)]
    [InlineData("flags\t\t: fpu vmx", true)]
    [InlineData("flags\t\t: fpu vme sse2 hypervisor", false)]
    [InlineData("Features\t: fp asimd", true)]
    [Trait("Req", "NPV-12")]
    public void OnlyProcessorsThatVirtualise_AreTriedWithKvm(string line, bool expected) =>
        Assert.Equal(expected, AccelerationProbe.Virtualises(["processor\t: 0", line, "bogomips\t: 1"]));
}
