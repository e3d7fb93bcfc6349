from django import forms


class Same(forms.Form):
    """A yes, and to which words: the fingerprint that came with them."""

    seen = forms.RegexField(r"^[0-9a-f]{64}$")

    def clean_seen(self) -> bytes:
        return bytes.fromhex(self.cleaned_data["seen"])
