from django import forms

from plans.transformatie.escalatie.escalating import OUTCOME_AT_MOST, QUESTION_AT_MOST


class QuestionForm(forms.Form):
    question = forms.CharField(
        label="Wat vraagt u het bestuurlijk overleg",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=QUESTION_AT_MOST,
        help_text="De indieners, de twee marktleiders en de landelijke partij lezen dit. U kunt het later niet wijzigen.",
    )


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label="Wat het bestuurlijk overleg besloot of adviseerde",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=OUTCOME_AT_MOST,
        help_text="De indieners en de twee marktleiders lezen dit. U kunt het later niet wijzigen.",
    )
